"""The parts of what `hpsearch check` prints: the data, the space, the plan."""
