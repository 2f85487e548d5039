"""How processes of ours start: importing nothing from the folder that they happen to be in."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOME = str(Path(__file__).parents[2])
"""Where this package lies, which every process of ours has to find."""

SAFE_PATH = "PYTHONSAFEPATH"
"""With this variable Python puts neither the working folder nor that of its script on its path."""


@contextmanager
def nothing_imported_from_here() -> Iterator[None]:
    """Keep the working folder and the script's from the path of processes that start meanwhile.

    They inherit both the variables and the path of this process, which has them again as they were afterwards.
    """
    path, variable = sys.path, os.environ.get(SAFE_PATH)
    sys.path = safe(path)
    os.environ[SAFE_PATH] = "1"
    try:
        yield
    finally:
        sys.path = path
        if variable is None:
            del os.environ[SAFE_PATH]
        else:
            os.environ[SAFE_PATH] = variable


def safe(path: list[str]) -> list[str]:
    """`path` without the working folder and the script's; where this package lies in one of them, that comes last."""
    script = getattr(sys.modules.get("__main__"), "__file__", None)
    unsafe = {_real("."), *([_real(Path(script).parent)] if script else [])}
    kept = [each for each in path if _real(each or ".") not in unsafe]
    return kept if _real(HOME) not in unsafe else [*kept, HOME]


def _real(path: str | Path) -> str:
    return os.path.realpath(path)
