"""What a second worker brings: the same search of 30 seconds and more with one and with two, whole processes in turn.

    python -m benchmarks.throughput 3

The aim: two workers finish at least 1.85 × as many trials in a second as one.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.timing import in_turn

CONFIG = """\
data: {source: digits}
hyperparameters:
  units: {low: 32, high: 256, step: 32}
  layers: {low: 1, high: 3}
  optimizer: {choices: [momentum, adam]}
  learning_rate: {low: 1e-4, high: 1, scale: log}
  epochs: 60
search: {trials: 128, finalists: null}
"""


def main(repeats: int = 3) -> None:
    """Print the medians and their ratio."""
    with TemporaryDirectory() as folder:
        config = Path(folder, "digits.yaml")
        config.write_text(CONFIG, encoding="utf-8")
        run = [str(Path(sys.executable).with_name("hpsearch")), "run", str(config), "--overwrite", "--yes"]
        medians = in_turn(
            {f"--jobs {jobs}": [*run, "--jobs", str(jobs), "--out", str(Path(folder, "run"))] for jobs in (1, 2)},
            repeats,
        )
    one, two = medians.values()
    print(f"| digits, 128 trials × 60 epochs in 4 rounds | median of {repeats} | throughput |\n|---|---|---|")
    print(f"| one worker | {one:.1f} s | 1 × |\n| two workers | {two:.1f} s | {one / two:.2f} × |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
