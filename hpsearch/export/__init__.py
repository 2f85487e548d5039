"""Runs handed on to other tools, one file a format."""
