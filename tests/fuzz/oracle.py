"""What is wrong with the way in which a command ended, whatever it was given."""

import re
from collections.abc import Iterator
from unicodedata import category

from tests.fuzz.child import HUNG, Ended

CODES = range(6)
INTERNAL = re.compile(r"Traceback|Error: internal|Exception ignored|\w+Warning:|object at 0x")
PROGRESS = re.compile(r"trial \d+  ")
UNSAFE = ("Cc", "Cf", "Cs", "Zl", "Zp")
MOST_LINES, MOST_CHARACTERS = 60, 40_000
DATA = ("--samples", "--format", "--to")
"""Options with which stdout is data, not text for a terminal."""


def complaints(ended: Ended) -> Iterator[str]:
    """Sentences of what no command may do."""
    if ended.code == HUNG:
        yield "did not end in time"
    elif ended.code not in CODES:
        yield f"ended with exit code {ended.code}"
    if INTERNAL.search(ended.err):
        yield "shows Python's own words"
    if ended.code and not (ended.out.strip() or ended.err.strip()):
        yield "says nothing"
    said = [line for line in ended.err.split("\n") if not PROGRESS.match(line)]
    if ended.code and (len(said) > MOST_LINES or sum(map(len, said)) > MOST_CHARACTERS):
        yield f"says too much: {len(said)} lines"
    streams = ended.err if any(word in DATA for word in ended.words) else ended.out + ended.err
    unsafe = {character for character in set(streams) - {"\n"} if category(character) in UNSAFE}
    if unsafe:
        yield f"shows raw characters {unsafe}"
