"""What a report draws: figures for a page, and bars of characters for a terminal."""
