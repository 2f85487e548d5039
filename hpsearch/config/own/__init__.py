"""The sections of a config whose training code is the user's own: `objective`, its hyperparameters and search."""
