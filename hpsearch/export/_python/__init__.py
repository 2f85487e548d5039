"""A model as one file of Python: the functions of `parts` that it needs, its tables, its weights."""
