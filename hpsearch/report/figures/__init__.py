"""The figures of a report: SVG for a page, and bars of characters for a terminal."""
