"""Where trials are trained: the workers that a search hands its trials to."""
