"""followup_tone"""
