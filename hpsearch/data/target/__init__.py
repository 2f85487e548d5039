"""The column to predict, or several: its kind, its labels, and the task that follows from it."""
