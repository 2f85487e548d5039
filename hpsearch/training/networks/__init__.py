"""Networks of the engine as trials: cohorts, epochs, measuring, gradients, memory."""
