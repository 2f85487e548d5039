"""Worker processes that the searches of many tests use one after the other, for two take half a second to start."""

from functools import cache

from hpsearch.workers.backends import Workers, start_workers


def kept_workers(jobs: int) -> Workers:
    """So many workers: those of the last call, unless a search that broke off has stopped them."""
    workers = _started(jobs)
    if jobs > 1 and not workers._workers:
        _started.cache_clear()
        workers = _started(jobs)
    return workers


@cache
def _started(jobs: int) -> Workers:
    return start_workers(jobs)
