"""Turn rows into the inputs of a network, as fitted on the training part."""
