"""Divide rows into train, dev and test, or into folds, and test whether the parts are alike."""
