"""Evaluate a chosen model: its test metrics with confidence intervals, and its comparison with baselines."""
