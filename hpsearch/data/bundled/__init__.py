"""The data sets that hpsearch includes, one file `<name>.npz` each; README.md in this folder lists their origins."""

from pathlib import Path

import numpy as np

from hpsearch.data.arrays.rows import form_of_arrays, form_of_target, kind_of_target, refuse_columns
from hpsearch.data.arrays.targets import column_of
from hpsearch.data.columns import Rows
from hpsearch.data.roles.asked import Asked
from hpsearch.errors import DataError

BUNDLED = ("digits", "breast_cancer", "iris", "wine", "diabetes", "moons")
IMAGES = {"digits": (8, 8, 1)}
"""The height, width and channels of the sets whose examples are images."""


def read_bundled(name: str, asked: Asked) -> Rows:
    """Return the rows of a bundled data set."""
    refuse_columns(name, asked)
    with np.load(Path(__file__).with_name(f"{name}.npz"), allow_pickle=False) as arrays:
        x = arrays["X"].astype(np.float32)
        y, classes = arrays["y"], arrays["classes"]
        features = tuple(arrays["features"].tolist())
        its_target = str(arrays["target"])
    if others := [stated for stated in asked.targets if stated != its_target]:
        raise DataError(f"{name}: there is no target {others[0]!r}; did you mean {its_target!r}?", "target")
    labels = column_of(its_target, classes[y] if classes.size else y, name)
    return Rows(
        source=name,
        numeric=features,
        blocks=[x],
        text=(),
        targets=(labels,),
        pivots=np.zeros(len(features)),
        form=form_of_arrays(features, [form_of_target(its_target, kind_of_target(labels))]),
        image=IMAGES.get(name),
    )
