"""The conversation with a sampler: what it proposes, and what it is told."""
