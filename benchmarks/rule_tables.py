"""How good is `init`'s config where few columns decide by rules? On generated tables, beside boosted trees.

usage: python -m benchmarks.rule_tables [--seeds 0,1,2] [--trials 32] [--contestants "init,no l2,boosted trees"]

A table has 4,000 rows of 12 measurements, 3 counts, 3 columns of few words and one of 50 words. A rule is two or three
thresholds and words; some rules together decide on the class, which is wrong in 1 to 4 % of the rows. The number of
trials is fixed, so the load of the machine does not count; the model is judged on 20,000 further rows.
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from ruamel.yaml import YAML

import hpsearch
from benchmarks.quality import INGREDIENTS, QualityTable
from benchmarks.table_parts import Parts
from benchmarks.table_peers import PEERS
from hpsearch.cli.from_table.starter import starter_config
from hpsearch.data import describe

TARGET = "class"
TRAIN, DEV, TEST = 3_000, 1_000, 20_000
MEASUREMENTS, COUNTS, WORDS = 12, 3, 3
SHARE, LEAST, MOST = 0.14, 0.01, 0.08
"""The least share of rows of the rare class, and the share that one rule may have."""


def rule_table(seed: int) -> pd.DataFrame:
    """Draw the rows of a table, and the rules that decide on their class."""
    draw = np.random.default_rng(seed)
    rows = TRAIN + DEV + TEST
    columns: dict[str, NDArray[Any]] = {}
    for place in range(MEASUREMENTS):
        is_even = draw.random() < 0.7
        spread, middle = draw.uniform(5, 60), draw.uniform(50, 200)
        values = draw.normal(middle, spread, rows) if is_even else draw.lognormal(1, 0.6, rows)
        columns[f"measurement {place}"] = np.round(values, 1)
    for place in range(COUNTS):
        columns[f"count {place}"] = draw.poisson(draw.uniform(1, 4), rows)
    for place in range(WORDS):
        words = np.array(list("abcd"))[: draw.integers(2, 5)]
        columns[f"word {place}"] = draw.choice(words, rows, p=draw.dirichlet(np.full(len(words), 2.0)))
    names = [*columns]
    columns["state"] = np.char.add("s", draw.integers(0, 50, rows).astype(str))
    rare = np.zeros(rows, bool)
    while rare.mean() < SHARE:
        chosen = draw.choice(names, size=draw.integers(2, 4), replace=False)
        told = np.logical_and.reduce([_condition(columns[name], draw) for name in chosen])
        if LEAST < told.mean() < MOST:
            rare |= told
    rare ^= draw.random(rows) < np.where(rare, 0.04, 0.01)
    return pd.DataFrame({**columns, TARGET: np.where(rare, "yes", "no")})


def _condition(values: NDArray[Any], draw: np.random.Generator) -> NDArray[np.bool_]:
    """Which rows are above or below a threshold, or have a word."""
    if values.dtype.kind == "U":
        return np.asarray(values == draw.choice(np.unique(values)))
    low, high = np.quantile(values, [draw.uniform(0.15, 0.5), draw.uniform(0.5, 0.85)])
    return np.asarray(values > high if draw.random() < 0.5 else values < low)


def parted(frame: pd.DataFrame) -> QualityTable:
    """The table with a column that says which of its rows train, choose, and judge."""
    part = np.repeat(["train", "dev", "test"], [TRAIN, DEV, TEST])
    return QualityTable("rules", frame.assign(part=part), TARGET)


def searched(table: QualityTable, contestant: str, trials: int) -> float:
    """Error on the rows that judge, of the model that so many trials of `init`'s config find."""
    seen = table.frame[table.frame["part"] != "test"]
    description = describe(seen.drop(columns="part"), target=TARGET, folder=Path())
    config = INGREDIENTS[contestant](YAML(typ="safe").load(starter_config(description, "table.csv")))
    config["data"] |= {"source": table.frame, "split": "part"}
    config["search"] |= {"trials": trials, "rounds": 4}
    del config["search"]["time_limit"]
    with TemporaryDirectory() as folder:
        run = hpsearch.run(config, out=Path(folder, "run"), jobs=1, on_progress=lambda _event: None)
        return table.error(run.model().predict(table.rows("test")))


def main() -> None:
    """Print a row for each table, with the error of each contestant."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--seeds", default="0,1,2")
    asked.add_argument("--trials", type=int, default=32)
    asked.add_argument("--contestants", default="init,no l2,boosted trees")
    given = asked.parse_args()
    contestants = given.contestants.split(",")
    print(f"| seed | {' | '.join(contestants)} |\n|---|{'---|' * len(contestants)}")
    for seed in map(int, given.seeds.split(",")):
        table = parted(rule_table(seed))
        errors = []
        for contestant in contestants:
            if contestant in PEERS:
                parts = Parts.of(table.rows("train"), table.rows("dev"), table.rows("test"), TARGET)
                errors.append(PEERS[contestant](parts, False, 60.0, 1)[1])
            else:
                errors.append(searched(table, contestant, given.trials))
        print(f"| {seed} | {' | '.join(f'{error:.4f}' for error in errors)} |", flush=True)


if __name__ == "__main__":
    main()
