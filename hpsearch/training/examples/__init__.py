"""The examples of a training: in memory, as batches, as images, augmented."""
