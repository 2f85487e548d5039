"""The effect of a wider range: networks that fit more, or smaller and more regularised ones."""

from enum import IntEnum


class Direction(IntEnum):
    """Against bias networks fit more, against variance less (notes §V); most hyperparameters do neither."""

    LESS = -1
    NEITHER = 0
    MORE = 1


_FITS_MORE = ("units", "layers", "epochs", "keep_prob", "input_keep_prob")
_FITS_LESS = ("l2", "weight_decay", "label_smoothing")


def direction_of(name: str, *, upwards: bool) -> Direction:
    """Return the effect of higher or lower values of a hyperparameter.

    >>> direction_of("l2", upwards=True).name, direction_of("layers", upwards=True).name
    ('LESS', 'MORE')
    """
    if name not in _FITS_MORE + _FITS_LESS:
        return Direction.NEITHER
    return Direction.MORE if (name in _FITS_MORE) == upwards else Direction.LESS
