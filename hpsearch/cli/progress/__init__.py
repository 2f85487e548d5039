"""The progress of a search: counted from its events, as a bar or as lines."""
