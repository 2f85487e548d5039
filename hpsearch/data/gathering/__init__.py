"""Gather a table's columns batch by batch, and decide on the kind of each from all its cells."""
