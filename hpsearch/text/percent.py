"""Shares as sentences have them."""


def percent(share: float, places: int = 0) -> str:
    """A share in percent, with so many places after the point.

    >>> percent(0.944), percent(0.0004, 1)
    ('94 %', '0.0 %')
    """
    return f"{100 * share:.{places}f} %"
