"""Findings on the time that trials take."""
