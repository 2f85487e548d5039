"""The workers that train the trials of a search."""
