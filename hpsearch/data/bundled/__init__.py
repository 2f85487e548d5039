"""Small data sets that come along: `<name>.npz`, read in a few milliseconds. Their origins: README.md beside."""

from pathlib import Path

import numpy as np

from hpsearch.data.arrays import column_of, refuse_parts
from hpsearch.data.columns import Rows
from hpsearch.errors import DataError

BUNDLED = ("digits", "breast_cancer", "iris", "wine", "diabetes", "moons")
IMAGES = {"digits": (8, 8, 1)}
"""The height, width and channels of the sets whose examples are images."""


def read_bundled(name: str, target: str | None, parts: str | None) -> Rows:
    """The rows of a bundled set."""
    refuse_parts(name, parts)
    with np.load(Path(__file__).with_name(f"{name}.npz"), allow_pickle=False) as arrays:
        x = arrays["X"].astype(np.float32)
        y, classes = arrays["y"], arrays["classes"]
        features = tuple(arrays["features"].tolist())
        its_target = str(arrays["target"])
    if target not in (None, its_target):
        raise DataError(f"{name}: there is no target {target!r}; did you mean {its_target!r}?", "target")
    labels = column_of(its_target, classes[y] if classes.size else y, name)
    return Rows(name, len(x), features, [x], (), labels, image=IMAGES.get(name))
