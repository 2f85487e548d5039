"""The report: the results of a run, as tables that the command line shows or writes."""
