"""Check for regular files, as others may never end, such as /dev/zero, or block, such as a named pipe."""

import stat
from pathlib import Path

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def irregular(path: Path) -> str:
    """Return what `path`, with links followed, is instead of a regular file; empty if it is one.

    Raises OSError if there is nothing.

    >>> irregular(Path("/"))
    'a folder'
    """
    kind = stat.S_IFMT(path.stat().st_mode)
    return "" if kind == stat.S_IFREG else _KINDS.get(kind, "no regular file")
