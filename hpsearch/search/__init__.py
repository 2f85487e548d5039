"""The search: a sampler proposes rounds of trials, workers train them, and the sampler is told the stored results."""
