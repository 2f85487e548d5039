"""How good is what a search has after 5, 15 and 60 seconds? hpsearch, Optuna with PyTorch, and scikit-learn."""
