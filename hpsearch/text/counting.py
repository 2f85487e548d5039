"""Numbers of things, as a sentence has them."""


def how_many(count: int, thing: str) -> str:
    """The number with its noun, in the singular where there is one.

    >>> how_many(1, "row"), how_many(1500, "row")
    ('1 row', '1,500 rows')
    """
    return f"{count:,} {thing}{'s' * (count != 1)}"
