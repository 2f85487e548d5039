"""Training code of the user that is a program."""
