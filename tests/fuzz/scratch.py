"""Where a case takes place: its folder, and what lies beside it and must stay as it is."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PRECIOUS = "what someone wrote for a year\n"


@contextmanager
def folder_of_a_case(scratch: Path) -> Iterator[Path]:
    """An empty folder, with others beside it; all are gone afterwards."""
    for name in ("here", "outside", "streams"):
        (scratch / name).mkdir(parents=True)
    (scratch / "outside" / "precious.txt").write_text(PRECIOUS)
    try:
        yield scratch / "here"
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def harm(scratch: Path) -> Iterator[str]:
    """What was changed outside of the case's folder."""
    left = sorted(each.name for each in (scratch / "outside").iterdir())
    if left != ["precious.txt"] or (scratch / "outside" / "precious.txt").read_text() != PRECIOUS:
        yield f"changed what lies outside its folder, where there is now {left}"
    if sorted(each.name for each in scratch.iterdir()) != ["here", "outside", "streams"]:
        yield "wrote beside its folder"
