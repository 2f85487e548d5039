"""The parts of a TensorBoard log folder."""
