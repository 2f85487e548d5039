"""Training code of the user that is a Python function."""
