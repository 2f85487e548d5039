"""A few names for a sentence."""

from collections.abc import Sequence


def listed(names: Sequence[str]) -> str:
    """The first three names.

    >>> listed(["a", "b", "c", "d", "e"])
    "'a', 'b', 'c' and 2 more"
    """
    shown = ", ".join(repr(name) for name in names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
