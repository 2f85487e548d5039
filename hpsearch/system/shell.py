"""A shell that runs a short script, and is told words through its standard input."""

import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO


def shell(
    script: str,
    words: Sequence[str],
    *,
    output: int,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a shell in a session of its own; `words` are the arguments of the script. Raises OSError."""
    return subprocess.Popen(  # noqa: S603 (the words are the user's own, and no shell reads them)
        ["/bin/sh", "-c", script, "sh", *words],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=output,
        cwd=cwd,
        env=env,
        start_new_session=True,
    )


def write_word(stream: IO[bytes] | None, word: str) -> None:
    """Write a word to the standard input of a process that may have ended."""
    if stream is not None and not stream.closed:
        with suppress(OSError):
            stream.write(word.encode())
            stream.flush()


def write_last_word(stream: IO[bytes] | None, word: str) -> None:
    """Write the last word to the standard input of a process, and close it."""
    write_word(stream, word)
    if stream is not None:
        with suppress(OSError):
            stream.close()
