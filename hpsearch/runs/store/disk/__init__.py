"""The files of a run folder on a disk: replaced as a whole, recognised, opened, and read when they are damaged."""
