"""hpsearch: hyperparameter search for networks on your own tables and arrays."""
