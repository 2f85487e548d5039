"""The conversation with a sampler: it proposes trials and is told their results."""
