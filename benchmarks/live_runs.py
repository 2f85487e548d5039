"""Whole searches of hpsearch in a folder that is gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hpsearch.runs.run import Run
from hpsearch.search.prepare import Prepared
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers


@contextmanager
def searched(prepared: Prepared) -> Iterator[Run]:
    """The run of a search, by one worker."""
    with TemporaryDirectory() as folder:
        for _ in search(prepared, Path(folder), start_workers(1)):
            pass
        yield Run(Path(folder))
