"""followup_linkedin"""
