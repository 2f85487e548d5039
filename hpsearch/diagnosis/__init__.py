"""The diagnosis: what limits the result of a run, in numbers, and what to change in its config."""
