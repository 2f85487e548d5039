"""Rows to predict, read in the form in which training read its own."""
