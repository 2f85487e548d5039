"""Columns that are not inputs: those that the config names, and those that look like one."""
