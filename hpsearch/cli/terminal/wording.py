"""Format durations and sizes."""


def time_span(seconds: float) -> str:
    """Return a duration in seconds, minutes or hours.

    >>> time_span(0.2), time_span(89), time_span(600), time_span(7_200)
    ('1 s', '89 s', '10 min', '2.0 h')
    """
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h"


def megabytes(size: int) -> str:
    """Return a size in millions or billions of bytes.

    >>> megabytes(1_234), megabytes(20_000_000), megabytes(3_210_000_000)
    ('0.01 MB', '20 MB', '3.2 GB')
    """
    if size >= 1e9:
        return f"{size / 1e9:.1f} GB"
    return f"{size / 1e6:.0f} MB" if size >= 1e7 else f"{max(size / 1e6, 0.01):.2g} MB"
