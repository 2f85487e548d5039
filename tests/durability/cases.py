"""How many cases the tests of durability take: few in `make test`, all in `make proof`."""

import os

FULL = 10_000


def scaled(few: int, all_of_them: int) -> int:
    """`few` cases, or all of them where HPSEARCH_CASES asks for the long forms."""
    return all_of_them if int(os.environ.get("HPSEARCH_CASES", "0")) >= FULL else few
