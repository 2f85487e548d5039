"""Findings on variance: networks that fit the training part better than the dev part."""
