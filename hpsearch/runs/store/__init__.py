"""run.db, the single source of all tables of a run."""
