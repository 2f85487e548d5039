"""Attacks on saved models: a damaged file predicts as before, or is refused; one that was forged does not fail."""

import json
import struct
import sys
import warnings
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd

from hpsearch.errors import DataError, UsageError
from hpsearch.models.ensemble import Ensemble, WeightedNetwork
from hpsearch.models.loading import load_model
from hpsearch.models.model import Model
from hpsearch.models.model_file import BLANK, CHECKSUM
from hpsearch.records import replace
from tests.fuzz.child import Child, hpsearch
from tests.fuzz.mutations import bytes_mutated, tree_mutated
from tests.fuzz.oracle import complaints

HYPERPARAMETERS = "hyperparameters: {units: [3], epochs: 1, batch_norm: true}\n"
SEARCH = "search: {trials: 1, rounds: 1, finalists: null}\n"
WORDS = (
    "",
    "zzz",
    "age",
    "town",
    "number",
    "name",
    "\0",
    "numbers",
    "words",
    "dates",
    "%Y",
    "utf-8",
    0,
    1,
    2,
    None,
    [],
)
"""What a forged file says: other columns that there are, and other forms."""


def prepare(seeds: Path) -> None:
    """Models on a table of numbers and words: of classes and of a number, and of two views of the data."""
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
        one = Model.load(seeds / target / "best.safetensors")
        changed = replace(one.preprocessing, scaling=replace(one.preprocessing.scaling, bent=True))
        members = (WeightedNetwork(one.architecture, one.parameters, 0.5, view) for view in (0, 1))
        Ensemble(tuple(members), one.preprocessing, one.classes, others=(changed,)).save(
            seeds / f"{target}.safetensors"
        )


def attack(random: Random, here: Path, seeds: Path) -> Iterator[str]:
    """A model whose file is damaged, asked to predict."""
    target = random.choice(("name", "number"))
    content = (seeds / random.choice((f"{target}/best.safetensors", f"{target}.safetensors"))).read_bytes()
    (here / "original.safetensors").write_bytes(content)
    path, forged = here / "model.safetensors", random.random() < 0.5
    path.write_bytes(_forged(random, content) if forged else _mutated(random, content))
    rows = pd.read_csv(seeds / "people.csv").drop(columns=target)

    def predict() -> None:
        warnings.simplefilter("ignore")  # a forged file may know other words
        try:
            found = load_model(path).predict(rows)
        except (UsageError, DataError) as error:
            print(error, file=sys.stderr)
            raise SystemExit(2) from None
        expected = load_model(here / "original.safetensors").predict(rows)
        if not forged and not np.array_equal(found, expected):
            print("other predictions")

    ended = Child(predict, here, ("predict", target)).ended()
    yield from (f"{complaint}: {ended}" for complaint in complaints(ended))
    if ended.out:
        yield f"predicts something else: {ended}"


def _forged(random: Random, content: bytes) -> bytes:
    """The file with one thing in its header that is another, and with a checksum that is right."""
    (length,) = struct.unpack("<Q", content[:8])
    header, tensors = json.loads(content[8 : 8 + length]), content[8 + length :]
    about = json.loads(header["__metadata__"]["hpsearch"])
    holder, key = random.choice([*_places(about)])
    holder[key] = random.choice(WORDS)
    header["__metadata__"]["hpsearch"] = json.dumps(about)
    written = json.dumps(header).encode()
    whole = struct.pack("<Q", len(written)) + written + tensors
    if (found := CHECKSUM.search(whole)) is None:
        return whole
    start, end = found.span(1)
    digest = sha256(whole[:start] + BLANK.encode() + whole[end:]).hexdigest()
    return whole[:start] + digest.encode() + whole[end:]


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every value within dicts and lists, as what holds it and its key or place."""
    for key, value in list(tree.items() if isinstance(tree, dict) else enumerate(tree)):
        yield tree, key
        if isinstance(value, dict | list):
            yield from _places(value)


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
