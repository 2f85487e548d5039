"""Start child processes so that they import nothing from the working folder."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOME = str(Path(__file__).parents[2])
"""The folder of this package, which every child process must find."""

SAFE_PATH = "PYTHONSAFEPATH"
"""With this variable Python puts neither the working folder nor that of its script on its path."""


@contextmanager
def nothing_imported_from_here() -> Iterator[None]:
    """Keep the working folder and the script's folder from the path of processes started in the `with` block.

    They inherit the variables and the path of this process, which are restored afterwards.
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
    """Return `path` without the working folder and the script's; if this package is in one of them, it comes last."""
    script = getattr(sys.modules.get("__main__"), "__file__", None)
    unsafe = {_real("."), *([_real(Path(script).parent)] if script else [])}
    kept = [each for each in path if _real(each or ".") not in unsafe]
    return kept if _real(HOME) not in unsafe else [*kept, HOME]


def _real(path: str | Path) -> str:
    return os.path.realpath(path)
