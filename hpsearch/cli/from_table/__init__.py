"""The config for a table: how the table is read, and the ranges that suit it."""
