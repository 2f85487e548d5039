"""The text of a config → plain values, each with its line and column."""
