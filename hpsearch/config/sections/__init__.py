"""The sections `data`, `hyperparameters` and `search`: their keys, types and defaults."""
