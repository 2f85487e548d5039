"""The rounds of a search: how many, in which order, and the training of their trials."""
