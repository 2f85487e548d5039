"""Findings on the use of the trained networks."""
