"""Output for a terminal, a file or a pipe: text, tables, streams and signals."""
