"""The values that travel between search, store and report: trials, outcomes, repeats, intervals, regions."""
