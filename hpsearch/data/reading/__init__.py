"""Read a source of any kind into a table: named columns in batches, as stored."""
