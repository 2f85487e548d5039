"""Open a file that may be compressed, and give its uncompressed bytes."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from hpsearch.data.reading.damage import why_damaged
from hpsearch.errors import DataError

DAMAGED = (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile, NotImplementedError, RuntimeError)


@contextmanager
def decompressed(path: Path, source: str) -> Iterator[BinaryIO]:
    """The file's bytes from the first one on; those of a .gz file, or of the one member of a .zip file, unpacked."""
    try:
        if path.suffix.lower() == ".gz":
            with gzip.open(path) as stream:
                yield cast("BinaryIO", stream)
        elif path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive, archive.open(_only_member(archive, source)) as stream:
                yield cast("BinaryIO", stream)
        else:
            with path.open("rb") as stream:
                yield stream
    except DAMAGED as error:
        raise DataError(f"{source}: not a {path.suffix} file that can be unpacked {why_damaged(error)}") from error


def _only_member(archive: zipfile.ZipFile, source: str) -> zipfile.ZipInfo:
    members = [
        info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith(("__MACOSX", "."))
    ]
    if not members:
        raise DataError(f"{source}: holds no file; expected one table")
    if len(members) != 1:
        names = ", ".join(info.filename for info in members[:3])
        raise DataError(f"{source}: holds {len(members)} files ({names}); expected one table; unpack it first")
    if members[0].flag_bits & 1:
        raise DataError(f"{source}: is encrypted; unpack it first")
    return members[0]
