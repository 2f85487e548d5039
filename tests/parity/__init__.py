"""The same networks here and in PyTorch: `python -m tests.parity` where it is installed, else what it once gave."""
