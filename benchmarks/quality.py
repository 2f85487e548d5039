"""How good is the model that `init`'s config finds in a given time? On the tables of a folder, beside its peers.

usage: python -m benchmarks.quality FOLDER [--seconds 60] [--jobs 2] [--seed 0] [--tables a,b] [--contestants a,b]

The folder has NAME.csv.gz for each {"name", "target"} of its manifest.json. A fifth of the rows is the test part, a
fifth the dev part. Printed are test errors (RMSE over the target's deviation for numbers), and for each contestant the
geometric mean of its ratio to HistGradientBoosting's.
"""

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

import hpsearch
from benchmarks.table_parts import Parts
from benchmarks.table_peers import OTHER_PEERS, PEERS
from hpsearch.cli.from_table.starter import starter_config
from hpsearch.data import describe
from hpsearch.trials.input_views import INPUTS_OF_NUMBER

Settings = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class QualityTable:
    """A table whose column `part` says train, dev or test."""

    name: str
    frame: pd.DataFrame
    target: str

    @classmethod
    def read(cls, folder: Path, name: str, target: str) -> "QualityTable":
        """Read it, and divide its rows: the same for all contestants."""
        frame = pd.read_csv(folder / f"{name}.csv.gz")
        order = np.random.default_rng(0).permutation(len(frame))
        part = np.empty(len(frame), object)
        for word, places in zip(("train", "dev", "test"), np.split(order, _ends(len(frame))), strict=True):
            part[places] = word
        return cls(name, frame.assign(part=part), target)

    def rows(self, part: str) -> pd.DataFrame:
        """Those of a part, without the column that says so."""
        return self.frame[self.frame["part"] == part].drop(columns="part")

    def error(self, predicted: Any, part: str = "test") -> float:
        """The share of wrong classes, or the RMSE over the deviation that the target has in the training part."""
        y = self.rows(part)[self.target].to_numpy()
        if self.is_regression:
            spread = float(np.std(self.rows("train")[self.target]))
            return float(np.sqrt(np.mean((np.asarray(predicted, np.float64) - y) ** 2))) / spread
        return float(np.mean(np.asarray(predicted).astype(str) != y.astype(str)))

    @property
    def is_regression(self) -> bool:
        """Whether a number is to be predicted: as hpsearch decides."""
        return describe(self.frame, target=self.target, folder=Path()).task == "regression"


def _ends(rows: int) -> list[int]:
    return [int(0.6 * rows), int(0.8 * rows)]


def _changed(section: str, **values: Any) -> Callable[[Settings], Settings]:
    return lambda config: {**config, section: {**config[section], **values}}


INGREDIENTS: Mapping[str, Callable[[Settings], Settings]] = {
    "init": lambda config: config,
    "searched bins": _changed("data", numbers={"choices": ["plain", {"piecewise_linear": INPUTS_OF_NUMBER}]}),
    "no bins": _changed("data", numbers="plain"),
    "no robust scaling": _changed("data", normalize="standard"),
    "no ensemble": _changed("search", ensemble="none"),
    "not refit": _changed("search", refit=False),
    "no dropout": _changed("hyperparameters", keep_prob=1.0),
    "no weight decay": _changed("hyperparameters", weight_decay=0.0),
    "no l2": _changed("hyperparameters", l2=0.0),
    "no schedule": _changed("hyperparameters", schedule="constant"),
}
"""The config of `init`, with bins or plain numbers as the search decides, and without each of what it is made of."""

ADDITIONS: Mapping[str, Callable[[Settings], Settings]] = {
    "four waves": _changed("hyperparameters", schedule="coslog4"),
    "averaged weights": _changed("hyperparameters", ema=0.9),
    "fading regularisation": _changed("hyperparameters", regularisation_schedule="flat_cos"),
    "scaled inputs": _changed("hyperparameters", input_scale=True),
    "selu": _changed("hyperparameters", activation={"choices": ["relu", "selu"]}),
    "mish": _changed("hyperparameters", activation={"choices": ["relu", "mish"]}),
    "members": _changed("hyperparameters", members=8),
    "searched members": _changed("hyperparameters", members={"choices": [1, 8]}),
    "parametric mish": _changed("hyperparameters", activation="mish", parametric_activation=True),
}
"""The config of `init` with each of what it is not made of; only where --contestants names them."""


def searched(table: QualityTable, contestant: str, seconds: float, jobs: int, seed: int) -> tuple[float, float, int]:
    """Errors on dev and test of the model that a search finds, and how many trials it had."""
    description = describe(table.frame.drop(columns="part"), target=table.target, folder=Path())
    plain = contestant == "plain"
    config = YAML(typ="safe").load(starter_config(description, "table.csv", plain=plain, seconds=seconds))
    config["data"] |= {"source": table.frame, "split": "part"}
    config["search"] |= {"trials": "auto", "time_limit": seconds, "seed": seed}
    config = config if plain else {**INGREDIENTS, **ADDITIONS}[contestant](config)
    with TemporaryDirectory() as folder:
        run = hpsearch.run(config, out=Path(folder, "run"), jobs=jobs, on_progress=lambda _event: None)
        model = run.model()
        dev, test = (table.error(model.predict(table.rows(part)), part) for part in ("dev", "test"))
        return dev, test, len(run.trials)


def compared(
    table: QualityTable, contestants: list[str], seconds: float, jobs: int, seed: int
) -> dict[str, tuple[float, float]]:
    """Errors on dev and test of each contestant, which are printed as they come; the seed is that of searches."""
    found: dict[str, tuple[float, float]] = {}
    peers = {**PEERS, **OTHER_PEERS}
    for contestant in contestants:
        began = perf_counter()
        if contestant in peers:
            parts = Parts.of(table.rows("train"), table.rows("dev"), table.rows("test"), table.target)
            dev, test, trials = peers[contestant](parts, table.is_regression, seconds, jobs)
        else:
            dev, test, trials = searched(table, contestant, seconds, jobs, seed)
        found[contestant] = dev, test
        took = perf_counter() - began
        print(f"| {table.name} | {contestant} | {dev:.4f} | {test:.4f} | {trials} | {took:.0f} s |", flush=True)
    return found


def geometric_means(results: list[dict[str, tuple[float, float]]], base: str = "boosted trees") -> dict[str, float]:
    """Each contestant's test error over that of `base`, the geometric mean over the tables.

    >>> geometric_means([{"a": (0, 2.0), "b": (0, 1.0)}, {"a": (0, 8.0), "b": (0, 1.0)}], "b")
    {'a': 4.0, 'b': 1.0}
    """
    names = [name for name in results[0] if all(name in each and base in each for each in results)]
    ratios = {name: [max(each[name][1], 1e-9) / max(each[base][1], 1e-9) for each in results] for name in names}
    return {name: round(float(np.exp(np.mean(np.log(values)))), 3) for name, values in ratios.items()}


def main() -> None:
    """Print a row for each table and contestant, then the means."""
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--seconds", type=float, default=60.0)
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--tables", default="")
    asked.add_argument("--contestants", default=",".join([*INGREDIENTS, "plain", *PEERS]))
    given = asked.parse_args()
    chosen = [name for name in given.tables.split(",") if name]
    manifest = json.loads((given.folder / "manifest.json").read_text())
    print("| table | contestant | dev error | test error | trials | took |\n|---|---|---|---|---|---|")
    results = []
    for entry in manifest:
        if chosen and entry["name"] not in chosen:
            continue
        table = QualityTable.read(given.folder, entry["name"], entry["target"])
        results.append(compared(table, given.contestants.split(","), given.seconds, given.jobs, given.seed))
    for name, ratio in geometric_means(results).items():
        print(f"{name}: {ratio:.3f} times the test error of boosted trees")


if __name__ == "__main__":
    main()
