"""The run folder: run.db, the tables derived from it, its lock."""
