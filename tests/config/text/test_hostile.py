"""Whatever Python objects or bytes a config is made of: a Config, or sentences."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.config import Config, config_from, read_config
from hpsearch.errors import ConfigError
from tests.config.configs import DIGITS

LOOP = []
LOOP += [LOOP, LOOP]
RING = {}
RING["data"] = RING
DEEP = []
for _ in range(100_000):
    DEEP = [DEEP]

ODD = {
    "list in itself": LOOP,
    "dict in itself": RING,
    "deep": DEEP,
    "wide": list(range(20_000)),
    "many keys": {str(key): key for key in range(20_000)},
    "array": np.zeros(10**5),
    "objects": np.array([None, 1], dtype=object),
    "scalar array": np.array(5),
    "400 digits": 10**400,
    "10,000 digits": -(10**10_000),
    "nan": float("nan"),
    "inf": np.float32("inf"),
    "decimal": Decimal("0.1"),
    "date": date(2020, 1, 1),
    "NumPy date": np.datetime64("2020-01-01"),
    "long double": np.longdouble(1),
    "complex": 1j,
    "generator": (number for number in range(2)),
    "set": {1, 2},
    "bytes": b"x",
    "half a character": "\ud800",
    "long string": "x" * 10**6,
    "keys": {1: 2, None: 3, (1, 2): 4, "\ud800": 5, 10**5000: 6, 0.5: 7},
    "path": Path("x"),
    "object": object(),
}
LINE = re.compile(r"^(config|--set [^\n]*): [\w.\[\]=-]+: .+")


def lines(mapping, *overrides):
    """The lines of the mistakes in `mapping`; none if there are none."""
    try:
        assert isinstance(config_from(mapping, overrides=overrides), Config)
    except ConfigError as error:
        found = str(error).splitlines()
        str(error).encode()
        assert [line for line in found if not LINE.match(line)] == []
        assert max(map(len, found)) < 1_000
        return found
    return []


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_any_python_object_is_taken_or_refused(odd):
    """Any Python object, at any place of a config, is accepted or refused in sentences."""
    data = {"source": "iris"}
    assert lines(odd)
    for key in ("learning_rate", "units", "schedule", "batch_size", "optimizer", "augment"):
        for stated in (odd, {"choices": [odd]}, {"low": odd, "high": odd}):
            lines({"data": data, "hyperparameters": {key: stated}})
        lines({"data": data, "hyperparameters": {"l2": {"low": 1, "high": 2, "when": {key: odd}}}})
    for key in ("sampler", "start", "autopilot", "seed"):
        lines({"data": data, "search": {key: odd}})
    lines({"data": {"source": odd, "split": odd}})


def test_what_contains_itself_is_told_at_its_place():
    assert lines({"data": {"source": "iris"}, "search": {"start": LOOP}}) == [
        "config: search.start: more than 10,000 values; does a list or mapping contain itself?"
    ]


@pytest.mark.parametrize("key", ["\ud800", (1, 2), None, 0.5, 10**400])
def test_a_key_that_is_no_text_is_told(key):
    (line,) = lines({"data": {"source": "iris", key: 1}})
    assert line.startswith("config: data: a key ")
    assert line.endswith("; expected strings as keys")


def test_numpy_values_are_taken_as_lists_and_numbers():
    """Arrays, tuples and numbers of NumPy are taken as lists and numbers."""
    stated = {"units": np.array([8, 4]), "keep_prob": (np.float64(0.5), 1), "epochs": np.int64(3), "l2": np.array(2.0)}
    found = config_from({"data": {"source": np.str_("iris")}, "hyperparameters": stated}).hyperparameters
    assert [found[name] for name in stated] == [[8, 4], [0.5, 1], 3, 2.0]


@pytest.mark.parametrize(
    "override",
    [
        *("", "=", "=1", "a..b=1", "data.source=\udcff", "\udcff=1", '"\\ud800"=1', 'data={"\\ud800": 1}'),
        *("x." * 500 + "y=1", "search.trials=" + "9" * 400, "search.trials=1e400", "search.trials=.nan"),
        *("search.trials=" + "[" * 5_000, "search.trials=\0", "search.trials=&a [*a]", "search.trials=1\n---\n2"),
        *("search.trials=0x" + "f" * 5_000, "search.start[0]=3", "search.trials=|", "search.tri\x1b[31mals=1"),
        "search.trials=" + "9 " * 600_000,
    ],
)
def test_an_odd_override_is_told_in_a_sentence(override):
    with pytest.raises(ConfigError) as error:
        config_from({"data": {"source": "iris"}}, overrides=[override])
    assert str(error.value).startswith("--set ")
    assert str(error.value).encode().decode().isprintable()


@pytest.mark.parametrize(
    "content",
    [
        *(DIGITS.encode(code) for code in ("utf-16", "utf-16-le", "utf-32")),
        *(b"\0" * 1_000, b'"\\ud800": 1', b'data: {"\\udfff": 1}', b"a: \xed\xa0\x80", b"\xef\xbb\xbf\xef\xbb\xbf" * 2),
        *(b"a: 0x" + b"f" * 9_000, b"<<: {a: 1}", b"? a\n: b", b"!!binary x", b"%TAG ! !a\n", b"&a " * 9_000),
    ],
)
def test_a_file_of_odd_bytes_is_told_in_sentences(tmp_path, content):
    path = tmp_path / "c.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as error:
        read_config(path)
    assert all(line.startswith(f"{path}:") for line in str(error.value).splitlines())


ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(), max_size=5),
    st.sampled_from(["low", "choices", "adam", "0.5x", "auto", "\udc80", 10**500]),
)
KEYS = st.one_of(
    st.text(max_size=5), st.sampled_from(["low", "high", "scale", "choices", "when", "units", "\ud800", 0])
)
TREES = st.recursive(ATOMS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4))
SECTIONS = st.dictionaries(
    st.sampled_from(
        ["units", "learning_rate", "optimizer", "schedule", "sampler", "start", "autopilot", "split", "lr"]
    ),
    TREES,
    max_size=3,
)


@given(SECTIONS, SECTIONS, SECTIONS)
def test_a_generated_config_is_a_config_or_sentences(data, hyperparameters, search):
    found = lines({"data": {"source": "iris", **data}, "hyperparameters": hyperparameters, "search": search})
    assert all(found)


@given(st.binary(max_size=60), st.integers(0, len(DIGITS)))
def test_any_bytes_within_a_config_are_a_config_or_sentences(tmp_path_factory, content, at):
    path = tmp_path_factory.getbasetemp() / "odd.yaml"
    path.write_bytes(DIGITS[:at].encode() + content + DIGITS[at:].encode())
    try:
        found = [read_config(path).name]
    except ConfigError as error:
        found = str(error).splitlines()
    assert [line for line in found if not line.startswith(("odd", f"{path}:"))] == []
