"""Successive halving: the worse models stop early, within a round or among all trials."""
