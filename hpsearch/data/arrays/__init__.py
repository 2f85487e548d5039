"""Arrays instead of a table: .npz files, and arrays in memory."""
