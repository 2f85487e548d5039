"""The run folder: run.db, the one truth, and the tables derived from it."""
