"""Findings on the search itself: its ranges, its trials and its seeds."""
