"""Findings on bias: networks that fit the training part too little."""
