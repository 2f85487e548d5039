"""Packages that only some features need, and that may not be installed."""

from importlib.util import find_spec


def not_installed(*packages: str) -> str:
    """Name those of the packages that are not installed, as a sentence goes on; empty if all are.

    >>> not_installed("numpy"), not_installed("numpy", "absent_a", "absent_b")
    ('', 'absent_a and absent_b, which are not installed')
    """
    missing = [package for package in packages if find_spec(package) is None]
    return f"{' and '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed" if missing else ""
