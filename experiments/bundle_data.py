"""Writes hpsearch/data/bundled/*.npz from scikit-learn's copies; `python -m experiments.bundle_data`."""

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parents[1] / "hpsearch" / "data" / "bundled"


def moons(count: int = 1000, noise: float = 0.2) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Two half circles that hold on to each other: points (count, 2) and which of the two, 0 or 1."""
    random = np.random.default_rng(0)
    angle = np.linspace(0, np.pi, count // 2)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
    points = np.concatenate([upper, lower]) + noise * random.standard_normal((count, 2))
    order = random.permutation(count)
    return points[order].round(6), np.repeat([0, 1], count // 2)[order]


def write(name: str, x: NDArray[Any], y: NDArray[Any], *, features: list[str], target: str, classes: list[str]) -> None:
    """One set: numbers and text alone, no pickles."""
    path = FOLDER / f"{name}.npz"
    np.savez_compressed(
        path,
        X=x,
        y=y,
        features=np.array(features, np.str_),
        target=np.array(target, np.str_),
        classes=np.array(classes, np.str_),
    )
    print(f"{path.name}: {x.shape[0]} × {x.shape[1]}, {path.stat().st_size} bytes")


def main() -> None:
    """Writes all of them."""
    datasets = import_module("sklearn.datasets")  # only who makes the files needs it

    digits = datasets.load_digits()
    write(
        "digits",
        digits.data.astype(np.uint8),
        digits.target,
        features=list(digits.feature_names),
        target="digit",
        classes=[],
    )
    for name, target in (("breast_cancer", "diagnosis"), ("iris", "species"), ("wine", "cultivator")):
        bunch = getattr(datasets, f"load_{name}")()
        write(
            name,
            bunch.data,
            bunch.target,
            features=list(bunch.feature_names),
            target=target,
            classes=list(bunch.target_names),
        )
    diabetes = datasets.load_diabetes(scaled=False)
    write(
        "diabetes",
        diabetes.data,
        diabetes.target,
        features=list(diabetes.feature_names),
        target="progression",
        classes=[],
    )
    write("moons", *moons(), features=["x0", "x1"], target="moon", classes=[])


if __name__ == "__main__":
    main()
