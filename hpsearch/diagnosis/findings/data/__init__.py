"""Findings on the parts of the data."""
