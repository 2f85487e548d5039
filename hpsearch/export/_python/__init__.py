"""Export a model as one Python file: the functions of `parts` that it needs, its tables and its weights."""
