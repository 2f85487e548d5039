"""The run folder: run.db, the tables derived from it, and its lock."""
