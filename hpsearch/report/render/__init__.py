"""The forms that a report is written in."""
