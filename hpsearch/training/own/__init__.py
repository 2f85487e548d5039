"""The user's own training code as an `Objective`: a Python function, or a program."""
