import subprocess
import sys
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest

from hpsearch.data import BUNDLED, load_dataset
from hpsearch.errors import DataError

SHAPES = {
    "digits": (1797, 64, 10),
    "breast_cancer": (569, 30, 2),
    "iris": (150, 4, 3),
    "wine": (178, 13, 3),
    "diabetes": (442, 10, 0),
    "moons": (1000, 2, 2),
}


@pytest.mark.parametrize("name", BUNDLED)
def test_each_set_loads_with_its_known_size(name):
    data = load_dataset(name, folder=Path(), seed=0)
    parts = (data.train, data.dev, data.test)
    rows, inputs, classes = SHAPES[name]
    assert sum(part.x.shape[1] for part in parts) == rows
    assert {part.x.shape[0] for part in parts} == {inputs}
    assert len(data.classes) == classes
    assert all(part.x.dtype == np.float32 and part.x.T.flags.c_contiguous for part in parts)
    assert len(data.features) == inputs
    assert data.image == ((8, 8, 1) if name == "digits" else None)


@pytest.mark.parametrize("name", [name for name in BUNDLED if name != "moons"])
def test_each_set_agrees_with_scikit_learn(name):
    datasets = pytest.importorskip("sklearn.datasets")
    bunch = getattr(datasets, f"load_{name}")(**({"scaled": False} if name == "diabetes" else {}))
    data = load_dataset(name, folder=Path(), seed=0, normalize="none", split={"train": 0.5, "dev": 0.5})
    ours = np.concatenate([data.train.x.T, data.dev.x.T]).astype(np.float64).sum(axis=0)
    np.testing.assert_allclose(ours, bunch.data.sum(axis=0), rtol=1e-5)


def test_they_load_in_a_blink_without_pandas_and_scikit_learn():
    start = perf_counter()
    load_dataset("digits", folder=Path(), seed=0)
    assert perf_counter() - start < 0.5
    code = (
        "import sys; from pathlib import Path; from hpsearch.data import load_dataset;"
        "load_dataset('wine', folder=Path(), seed=0);"
        "assert not {'pandas', 'sklearn', 'pyarrow'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_fingerprint_tells_seeds_apart_and_nothing_else():
    first, again, other = (load_dataset("iris", folder=Path(), seed=seed) for seed in (0, 0, 1))
    assert first.fingerprint == again.fingerprint != other.fingerprint


@pytest.mark.parametrize(
    ("arguments", "key", "says"),
    [
        ({"source": "digit"}, "source", "'digits'"),
        ({"source": "iris", "target": "speces"}, "target", "'species'"),
        ({"source": "iris", "split": "part"}, "split", "'part'"),
        ({"source": "iris", "task": "regression"}, "task", "words"),
        ({"source": "iris", "task": "ranking"}, "task", "ranking"),
        ({"source": "iris", "split": {"train": 0.5, "dev": 0.4}}, "split", "0.9"),
        ({"source": "iris", "split": {"train": 1.5, "dev": -0.5}}, "split", "share"),
        ({"source": "iris", "split": {"train": 0.5, "test": 0.5}}, "split", "dev"),
        ({"source": "iris", "split": {"train": 0.999, "dev": 0.001}}, "split", "none of 150 rows"),
        ({"source": "iris", "split": {"train": float("nan"), "dev": 0.5}}, "split", "share"),
    ],
)
def test_what_cannot_be_done_is_said_under_the_key_that_can_mend_it(arguments, key, says):
    with pytest.raises(DataError, match=says) as raised:
        load_dataset(**arguments, folder=Path(), seed=0)
    assert raised.value.key == key
