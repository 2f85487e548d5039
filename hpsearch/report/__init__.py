"""The report: what a run found, as tables that the command line shows or writes."""
