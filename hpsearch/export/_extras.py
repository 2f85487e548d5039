"""Optional packages that only one format needs."""

from importlib.util import find_spec

from hpsearch.errors import UsageError


def needs(kind: str, extra: str, *packages: str) -> None:
    """Raise UsageError if packages that a format needs, from an extra of hpsearch, are not installed."""
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        are = "is" if len(missing) == 1 else "are"
        raise UsageError(
            f'--to {kind} needs {" and ".join(missing)}, which {are} not installed; pip install "hpsearch[{extra}]"'
        )
