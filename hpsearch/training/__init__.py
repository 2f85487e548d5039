"""Training: recipes and examples → a cohort of models, epoch by epoch."""
