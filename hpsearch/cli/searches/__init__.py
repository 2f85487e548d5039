"""How `run` and `loop` start a search in a process, and end it."""
