"""How good a setting each sampler's search chooses: what is searched, what is measured, what follows from it."""
