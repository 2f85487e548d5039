"""The command line. Nothing else in hpsearch prints."""

from hpsearch.cli.entry import main

__all__ = ["main"]
