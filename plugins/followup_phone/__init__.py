"""followup_phone"""
