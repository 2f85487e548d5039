"""Process the pieces of a large table in threads, with results in the order of the pieces."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from itertools import chain, islice
from typing import Any, TypeVar

AHEAD = 2
"""Number of pieces in progress while an earlier result is used: memory must hold them all."""

Made = TypeVar("Made")


def in_turn(function: Callable[..., Made], arguments: Iterable[tuple[Any, ...]]) -> Iterator[Made]:
    """Yield the function's result for each tuple of arguments, in order; arguments are taken as late as possible.

    Threads compute in the context of the caller, such as its `np.errstate`.

    >>> list(in_turn(pow, [(2, 3), (3, 2)]))
    [8, 9]
    """
    pieces = iter(arguments)
    first = [*islice(pieces, 2)]
    if len(first) < 2:  # a single piece needs no thread
        yield from (function(*each) for each in first)
        return
    with ThreadPoolExecutor(AHEAD) as threads:
        waiting: deque[Future[Made]] = deque()
        try:
            for each in chain(first, pieces):
                waiting.append(threads.submit(copy_context().run, function, *each))
                if len(waiting) > AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
