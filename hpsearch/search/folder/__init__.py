"""The run folder of a search: new, resumed, or with trials taken over from another run."""
