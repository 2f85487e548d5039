"""A source of any kind → a Table: named columns in batches, as they are stored."""
