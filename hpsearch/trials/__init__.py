"""The values that search, store and report exchange: trials, outcomes, repeats, intervals, regions."""
