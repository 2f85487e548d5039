"""Attacks on configs: changed values, changed bytes, changed keys on the command line."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz.child import hpsearch
from tests.fuzz.mutations import VALUES, argument, bytes_mutated, tree_mutated
from tests.fuzz.oracle import complaints

SMALL = {
    "data": {"source": "iris", "target": None, "task": "auto", "split": "auto", "normalize": "standard"},
    "hyperparameters": {"units": [4], "learning_rate": {"low": 1e-4, "high": 1, "scale": "log"}, "epochs": 2},
    "search": {"trials": 2, "rounds": 1, "finalists": None, "seed": 0},
}
README = {
    "data": {"source": "iris", "split": {"train": 0.7, "dev": 0.3}},
    "hyperparameters": {
        "layers": {"low": 1, "high": 3},
        "units": {"low": 2, "high": 8, "step": 2},
        "optimizer": {"choices": ["momentum", "adam"]},
        "learning_rate": {"low": 1e-4, "high": 1, "scale": "log"},
        "beta1": {"low": 0.9, "high": 0.999, "scale": "reverse_log", "when": {"optimizer": "momentum"}},
        "l2": {"low": 1e-2, "high": 1e2, "scale": "log", "or_zero": True},
        "epochs": 2,
    },
    "search": {"mode": "caviar", "sampler": "coarse_to_fine", "trials": 4, "rounds": 2, "seed": 0, "finalists": None},
}
MORE: dict[str, tuple[tuple[str, Any], ...]] = {
    "data": (("target", "y"), ("task", "regression"), ("normalize", "none"), ("source", "-"), ("source", "moons"),
             ("numbers", {"choices": ["plain", {"piecewise_linear": 2}]}), ("numbers", {"periodic": 2}),
             ("normalize", {"choices": ["robust", "none"]}), ("predictions", "in_range")),
    "hyperparameters": (
        ("activation", {"choices": ["relu", "tanh"]}), ("initializer", "he"), ("batch_norm", True),
        ("keep_prob", [0.9]), ("input_keep_prob", 0.8), ("weight_decay", 0.1), ("beta2", 0.99), ("epsilon", 1e-6),
        ("schedule", "cosine"), ("schedule", {"at": {0: 0.1, 1: 0.01}}), ("decay_rate", 0.1), ("decay_epochs", 1),
        ("warmup_epochs", 1), ("batch_size", "full"), ("batch_size", {"choices": [8, 64]}), ("patience", 1),
        ("loss", "huber"), ("clip_norm", 1.0), ("label_smoothing", 0.1), ("class_weight", "balanced"),
        ("augment", {"noise": 0.01}), ("ema", 0.9), ("input_scale", True), ("regularisation_schedule", "flat_cos"),
        ("schedule", "coslog4"), ("activation", "selu"), ("members", 2), ("members", {"choices": [1, 3]}),
        ("parametric_activation", True),
        ("layers", 2), ("optimizer", "rmsprop"), ("units", {"low": 2, "high": 4, "per_layer": True}),
    ),
    "search": (
        ("sampler", "random"), ("sampler", {"name": "grid", "points": 2}), ("sampler", "tpe"), ("sampler", "qmc"),
        ("start", [{"learning_rate": 0.01}]), ("time_limit", 2), ("metric", "dev_f1"), ("metric", "dev_loss"),
        ("halving", {"min_epochs": 1, "factor": 2}), ("halving", {"min_epochs": 1, "among": "search"}),
        ("repeats", 2), ("finalists", {"count": 1, "repeats": 2}),
        ("mode", "panda"), ("autopilot", {"on_plateau": {"learning_rate": "0.3x"}, "at_most": 1}),
    ),
}  # fmt: skip


def prepare(seeds: Path) -> None:
    """Nothing is needed."""


def attack(random: Random, here: Path, seeds: Path) -> Iterator[str]:  # noqa: ARG001 (all attacks have one signature)
    """A config that is like one of the README's, checked, and run where it would take a moment."""
    config = here / "c.yaml"
    config.write_bytes(_content(random))
    sets = [word for _ in range(random.choice((0, 0, 0, 1, 2))) for word in ("--set", _override(random))]
    checked = hpsearch(
        here, "check", config.name, *sets, *random.choice(((), (), (), ("--samples", 3), ("--gradients",)))
    )
    yield from (f"{complaint}: {checked}" for complaint in complaints(checked))
    if checked.code == 0 and "about 1 s" in checked.out:
        ran = hpsearch(here, "run", config.name, *sets, "--out", "r", "--jobs", 1)
        yield from (f"{complaint}: {ran}" for complaint in complaints(ran))
        if ran.code not in (0, 1, 3):
            yield f"check passed it, run refuses it: {ran}\n{config.read_text()}"


def _content(random: Random) -> bytes:
    tree = {name: dict(section) for name, section in random.choice((SMALL, README)).items()}
    for _ in range(random.randrange(4)):
        section = random.choice(list(MORE))
        key, value = random.choice(MORE[section])
        tree[section][key] = value
    for _ in range(random.choice((0, 1, 1, 1, 2, 3))):
        tree = tree_mutated(random, tree)
    text = (
        "".join(f"{_yaml(key)}: {_yaml(value)}\n" for key, value in tree.items())
        if isinstance(tree, dict)
        else _yaml(tree)
    )
    content = text.encode()
    return bytes_mutated(random, content) if random.random() < 0.25 else content


def _override(random: Random) -> str:
    section = random.choice(list(MORE))
    key, value = random.choice(MORE[section])
    stated = _yaml(value if random.random() < 0.5 else random.choice(VALUES))
    text = f"{section}.{key}={stated}"
    return text if random.random() < 0.8 else argument(bytes_mutated(random, text.encode()))


def _yaml(value: Any) -> str:
    """In flow style, as JSON but for numbers that it has not."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_yaml(key)}: {_yaml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_yaml, value)) + "]"
    if isinstance(value, float):
        return {"nan": ".nan", "inf": ".inf", "-inf": "-.inf"}.get(repr(value), repr(value))
    return value if isinstance(value, str) and value.isidentifier() else json.dumps(value)
