"""Attacks on saved models: a damaged file predicts as before, or is refused."""

import json
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd

from hpsearch.errors import DataError, UsageError
from hpsearch.models.model import Model
from tests.fuzz.child import Child, hpsearch
from tests.fuzz.mutations import bytes_mutated, tree_mutated
from tests.fuzz.oracle import complaints

HYPERPARAMETERS = "hyperparameters: {units: [3], epochs: 1, batch_norm: true}\n"
SEARCH = "search: {trials: 1, rounds: 1, finalists: null}\n"


def prepare(seeds: Path) -> None:
    """Two models on a table of numbers and words: of classes, and of a number."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"age": rng.uniform(20, 60, 60).round(), "town": rng.choice(["Berne", "Basle", "Zug"], 60)})
    frame.loc[::7, "age"] = np.nan
    frame["number"] = rng.normal(size=60)
    frame["name"] = rng.choice(["old", "young"], 60)
    frame.to_csv(seeds / "people.csv", index=False)
    for target in ("name", "number"):
        (seeds / f"{target}.yaml").write_text(
            f"data: {{source: people.csv, target: {target}}}\n{HYPERPARAMETERS}{SEARCH}"
        )
        made = hpsearch(seeds, "run", f"{target}.yaml", "--out", target, "--jobs", 1)
        if made.code:
            raise RuntimeError(str(made))


def attack(random: Random, here: Path, seeds: Path) -> Iterator[str]:
    """A model whose file is damaged, asked to predict."""
    target = random.choice(("name", "number"))
    content = (seeds / target / "best.safetensors").read_bytes()
    (here / "original.safetensors").write_bytes(content)
    path = here / "model.safetensors"
    path.write_bytes(_mutated(random, content))
    rows = pd.read_csv(seeds / "people.csv").drop(columns=target)

    def predict() -> None:
        try:
            found = Model.load(path).predict(rows)
        except (UsageError, DataError) as error:
            print(error, file=sys.stderr)
            raise SystemExit(2) from None
        expected = Model.load(here / "original.safetensors").predict(rows)
        if not np.array_equal(found, expected):
            print("other predictions")

    ended = Child(predict, here, ("predict", target)).ended()
    yield from (f"{complaint}: {ended}" for complaint in complaints(ended))
    if ended.out:
        yield f"predicts something else: {ended}"


def _mutated(random: Random, content: bytes) -> bytes:
    action = random.random()
    if action < 0.4:
        return bytes_mutated(random, content)
    (length,) = struct.unpack("<Q", content[:8])
    header, tensors = json.loads(content[8 : 8 + length]), content[8 + length :]
    if action < 0.7:
        about = json.loads(header["__metadata__"]["hpsearch"])
        header["__metadata__"]["hpsearch"] = json.dumps(tree_mutated(random, about))
    else:
        header = tree_mutated(random, header)
    written = json.dumps(header).encode()
    return struct.pack("<Q", len(written)) + written + tensors
