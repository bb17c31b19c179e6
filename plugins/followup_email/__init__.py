"""followup_email"""
