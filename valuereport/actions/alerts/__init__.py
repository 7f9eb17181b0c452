"""Alerts: evaluated by insights, worked off by staff, told to their owners."""
