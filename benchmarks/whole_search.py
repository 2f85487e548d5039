"""A whole search on digits, 64 trials of 30 epochs in two processes: hpsearch, scikit-learn, Optuna with PyTorch.

All draw at random and use the fastest form of themselves for that: hpsearch one round, because nothing is learned
between rounds. scikit-learn runs once with one holdout a setting, which is the same work, and once with three folds;
PyTorch once with its DataLoader, and once without.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.timing import in_turn

CONFIG = """\
data: {source: digits}
hyperparameters:
  units: [64, 32]
  learning_rate: {low: 1e-4, high: 1, scale: log}
  l2: {low: 1e-2, high: 1e+2, scale: log}
  batch_size: 64
  epochs: 30
search: {sampler: random, trials: 64, rounds: 1, finalists: null}
"""


def main(repeats: int = 5) -> None:
    """Print the medians and their ratio."""
    with TemporaryDirectory() as folder:
        config = Path(folder, "digits.yaml")
        config.write_text(CONFIG, encoding="utf-8")
        hpsearch = [str(Path(sys.executable).with_name("hpsearch")), "run", str(config), "--jobs", "2"]
        optuna = [sys.executable, "-m", "benchmarks.optuna_search"]
        peer = [sys.executable, "-m", "benchmarks.randomized_search"]
        medians = in_turn(
            {
                "hpsearch run": [*hpsearch, "--overwrite", "--yes", "--out", str(Path(folder, "run"))],
                "RandomizedSearchCV(MLPClassifier, n_jobs=2), one holdout": [*peer, "1"],
                "RandomizedSearchCV(MLPClassifier, n_jobs=2, cv=3)": [*peer, "3"],
                "Optuna and PyTorch, two processes, DataLoader": [*optuna, "loader"],
                "Optuna and PyTorch, two processes, batches cut by hand": [*optuna, "tensors"],
            },
            repeats,
        )
    ours = medians["hpsearch run"]
    print(f"| digits, 64 trials × 30 epochs of 64-64-32-10, two processes | median of {repeats} | against hpsearch |")
    print("|---|---|---|")
    for name, seconds in medians.items():
        print(f"| {name} | {seconds:.2f} s | {seconds / ours:.1f} × |")


if __name__ == "__main__":
    main()
