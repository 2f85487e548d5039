"""The files of a run folder: which are there, who may write them, and how."""
