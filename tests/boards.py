"""What tests read from a printed leaderboard."""

import re
from itertools import takewhile


def board_rows(text: str) -> list[str]:
    """The rows of the leaderboard in what a command printed, without its header."""
    lines = text.splitlines()
    start = next(place for place, line in enumerate(lines) if line.split()[:1] == ["rank"])
    return list(takewhile(lambda line: re.match(r"\s*\d+\s", line), lines[start + 2 :]))


def line_with(text: str, beginning: str) -> str:
    """The first line that begins so."""
    return next(line for line in text.splitlines() if line.startswith(beginning))
