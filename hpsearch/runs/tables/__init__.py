"""The CSV tables of a run folder: their columns, and how they are made and written."""
