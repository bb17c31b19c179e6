"""followup_calendar"""
