"""Findings on failures to train."""
