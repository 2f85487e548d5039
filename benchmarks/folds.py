"""What five folds cost: 64 trials on 1,000 rows with one split, with folds, and scikit-learn's."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sklearn.datasets import make_classification

from benchmarks.timing import in_turn

CONFIG = """\
data: {{source: rows.npz, split: {split}}}
hyperparameters:
  units: [64, 32]
  learning_rate: {{low: 1e-4, high: 1, scale: log}}
  l2: {{low: 1e-2, high: 1e+2, scale: log}}
  batch_size: 64
  epochs: 30
search: {{sampler: random, trials: 64, rounds: 1, finalists: null}}
"""
SPLITS = {"one split": "auto", "five folds": "{folds: 5}", "five folds, no test part": "{folds: 5, test: 0}"}


def main(repeats: int = 3) -> None:
    """Print the medians and their ratio."""
    x, y = make_classification(1_000, 20, n_informative=8, n_classes=3, random_state=0)
    with TemporaryDirectory() as folder:
        np.savez(Path(folder, "rows.npz"), X=x, y=y)
        contestants = {}
        for name, split in SPLITS.items():
            config = Path(folder, f"{name.replace(' ', '_')}.yaml")
            config.write_text(CONFIG.format(split=split), encoding="utf-8")
            run = [str(Path(sys.executable).with_name("hpsearch")), "run", str(config), "--jobs", "2"]
            contestants[f"hpsearch, {name}"] = [*run, "--overwrite", "--yes", "--out", str(Path(folder, name))]
        peer = [sys.executable, "-m", "benchmarks.randomized_search", "5", str(Path(folder, "rows.npz"))]
        contestants["RandomizedSearchCV(MLPClassifier, cv=5, n_jobs=2)"] = peer
        medians = in_turn(contestants, repeats)
    first = next(iter(medians.values()))
    print(
        f"| 1,000 rows, 64 trials × 30 epochs of 20-64-32-3, two processes | median of {repeats} | against one split |"
    )
    print("|---|---|---|")
    for name, seconds in medians.items():
        print(f"| {name} | {seconds:.2f} s | {seconds / first:.1f} × |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
