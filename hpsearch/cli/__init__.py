"""The command line. Nothing else in hpsearch prints."""

from hpsearch.cli.main import main

__all__ = ["main"]
