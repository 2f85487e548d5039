"""The output formats of a report."""
