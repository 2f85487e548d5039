"""Changes of a config: whatever is advised for whatever config, what comes of it is a valid config."""

from itertools import takewhile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.config import config_from, read_config
from hpsearch.diagnosis.advice import advised, changes_of, diagnosed
from hpsearch.diagnosis.changes import accepted, config_with, widened
from hpsearch.diagnosis.finding import ConfigChange
from hpsearch.export.next import NextConfig
from hpsearch.records import replace
from tests.diagnosis.made import config, evidence, trials
from tests.diagnosis.shown import SHOWN

NUMBERS = {
    "learning_rate": [
        0.01,
        {"low": 1e-4, "high": 1.0, "scale": "log"},
        {"choices": [0.1, 0.01]},
        {"low": 0.1, "high": 0.3},
    ],
    "l2": [0.0, 1.0, {"low": 0.01, "high": 10.0, "scale": "log", "or_zero": True}, {"low": 0.0, "high": 1.0}],
    "keep_prob": [1.0, 0.5, {"low": 0.5, "high": 1.0}],
    "epochs": [1, 30, 1_000, {"low": 5, "high": 25, "step": 5}, {"choices": [5, 10]}],
    "batch_size": ["auto", "full", 512, {"low": 64, "high": 512, "scale": "log"}, {"choices": [32, 64]}],
    "batch_norm": [False, True, {"choices": [False, True]}],
    "optimizer": ["sgd", "adam", {"choices": ["momentum", "adam"]}],
    "activation": ["relu", {"choices": ["relu", "tanh"]}],
    "patience": [None, 5],
    "clip_norm": [None, 1.0],
}
SHAPES = [
    {"units": [64, 32]},
    {"units": {"choices": [[8], [8, 8]]}},
    {"units": {"low": 16, "high": 64, "step": 16}, "layers": {"low": 1, "high": 3}},
    {"units": 32, "layers": {"choices": [1, 2]}},
    {"units": {"low": 4, "high": 64, "scale": "log", "per_layer": True}, "layers": 2},
    {"layers": 0},
]


@st.composite
def configs(draw):
    """Configs that fix, list or search the hyperparameters that advice is about."""
    chosen = {name: draw(st.sampled_from(values)) for name, values in NUMBERS.items()}
    split = draw(st.sampled_from(["auto", {"train": 0.7, "dev": 0.3}, {"folds": 3}]))
    search = {"sampler": draw(st.sampled_from(["coarse_to_fine", "random", "grid"])), "trials": 20}
    return config(data={"split": split}, search=search, **{"layers": None, **draw(st.sampled_from(SHAPES)), **chosen})


@settings(max_examples=8)
@given(configs(), st.sampled_from(sorted(SHOWN)))
def test_the_advice_makes_a_config_that_can_be_read(tmp_path_factory, of, name):
    """What is advised makes a config that can be read and is the changed one.

    A comment stands above each changed line, and the rest is as it was.
    """
    seen = replace(SHOWN[name][0], config=of, trials=trials(of, count=12))
    changes = changes_of(seen, advised(diagnosed(seen)))
    text = NextConfig.of(seen, changes, seen.winner).whole("title")
    path = tmp_path_factory.mktemp("next") / "next.yaml"
    path.write_text(text, encoding="utf-8")
    read = read_config(path).as_dict()
    wanted = config_from(config_with(of.as_dict(), [change for change, _ in changes]), Path()).as_dict()
    assert {**read, "search": {**read["search"], "start": []}} == wanted
    for change, finding in changes:
        section, key, *_ = change.path
        above = text.partition(f"\n{section}:")[2].partition(f"\n  {key}:")[0].splitlines()
        comments = list(takewhile(lambda line: line.startswith("  # "), reversed(above)))
        assert {f"  # {finding.sentence}", f"  # {change}"} <= set(comments)


def test_a_key_is_changed_once_and_only_where_the_config_stays_valid():
    wide = ConfigChange("hyperparameters.learning_rate.high", 1.0, 10.0)
    again = ConfigChange("hyperparameters.learning_rate", {"low": 1e-4}, 0.01)
    invalid = ConfigChange("hyperparameters.keep_prob", 1.0, 2.0)
    same = ConfigChange("search.trials", 40, 40)
    assert accepted(config(), [wide, again, invalid, same]) == (wide,)


@pytest.mark.parametrize(
    ("value", "upwards", "end"),
    [
        ({"low": 1e-3, "high": 1e-2, "scale": "log"}, True, 0.1),
        ({"low": 1e-3, "high": 1e-2, "scale": "log"}, False, 1e-4),
        ({"low": 0.1, "high": 0.2}, True, 0.3),
        ({"low": 0.1, "high": 0.2}, False, 0.05),
    ],
)
def test_a_range_is_widened_along_its_scale(value, upwards, end):
    (change,) = widened(evidence(config(learning_rate=value)), "learning_rate", upwards=upwards)
    assert change.after == pytest.approx(end)


@pytest.mark.parametrize(
    ("name", "value", "upwards"),
    [("keep_prob", {"low": 0.5, "high": 1.0}, True), ("l2", {"low": 0.0, "high": 1.0}, False), ("l2", 0.5, True)],
)
def test_a_range_is_not_widened_beyond_what_its_hyperparameter_allows(name, value, upwards):
    assert widened(evidence(config(**{name: value})), name, upwards=upwards) == []


def test_whole_steps_lead_to_the_new_end():
    units = {"low": 16, "high": 64, "step": 16}
    (change,) = widened(evidence(config(units=units)), "units", upwards=True)
    assert (change.after - 16) % 16 == 0
