"""A folder in which a program works, and a shell beside this process that watches over both.

The shell waits for word from this process. Where this process ends without one, in whatever way, the shell ends the
program and removes the folder. It is there before either of them is.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import IO
from uuid import uuid4

from hpsearch.records import Record
from hpsearch.system.shell import shell, write_last_word, write_word

GUARD = """group=
while read -r word; do
    [ "$word" = over ] && exit
    group=$word
done
[ -n "$group" ] && kill -s KILL -- "-$group"
rm -rf -- "$1"
"""
"""Each word is the process group to end, none if it is empty; after the last one, `over`, all is well."""


class Workplace(Record):
    """The folder, and how the shell is told the program's process group."""

    folder: Path
    guard: IO[bytes] | None

    def watch(self, group: int) -> None:
        """End this process group, too, if this process is killed."""
        write_word(self.guard, f"{group}\n")

    def forget(self) -> None:
        """The group has ended, and its number may become another's."""
        write_word(self.guard, "\n")


@contextmanager
def workplace() -> Iterator[Workplace]:
    """Make a folder, which is removed at the end of the context. Raises OSError."""
    folder = Path(gettempdir()) / f"hpsearch-run-{uuid4().hex}"
    guard = shell(GUARD, [str(folder)], output=subprocess.DEVNULL)
    try:
        folder.mkdir(mode=0o700)
        yield Workplace(folder, guard.stdin)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        write_last_word(guard.stdin, "over\n")
        guard.wait()
