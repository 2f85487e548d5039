"""The parts of a log folder for TensorBoard."""
