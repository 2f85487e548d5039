"""Training code of the user's own behind the door `Objective`: a Python function, or a program."""
