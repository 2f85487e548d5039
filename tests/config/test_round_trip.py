import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.config import config_from, read_config
from hpsearch.config.problems import Location
from hpsearch.config.text.composing import document_in
from hpsearch.config.text.scalars import resolve

from .configs import ALL, read


def again(config):
    """The config that `config` writes, as another run in another folder reads it."""
    document = document_in(config.to_yaml(), lambda line, column: Location("again", line, column))
    return config_from(document.values, name="again")


@pytest.mark.parametrize("text", ALL)
def test_a_config_is_read_back_as_it_was_written(tmp_path, text):
    config = read(tmp_path, text)
    copy = tmp_path / "runs" / "c" / "config.yaml"
    copy.parent.mkdir(parents=True)
    copy.write_text(config.to_yaml(), encoding="utf-8")
    assert read_config(copy) == config
    assert read_config(copy).to_yaml() == config.to_yaml()
    assert read_config(copy).space() == config.space()


def test_a_data_file_is_found_from_the_copy(tmp_path):
    """A data file is found from the copy and a bundled set keeps its name."""
    assert read(tmp_path, "data: {source: ../rows.csv}").as_dict()["data"]["source"] == f"{tmp_path}/../rows.csv"
    assert read(tmp_path, "data: {source: sub/rows}").as_dict()["data"]["source"] == f"{tmp_path}/sub/rows"
    assert read(tmp_path, "data: {source: digits}").as_dict()["data"]["source"] == "digits"


def test_configs_differ_that_state_different_searches(tmp_path):
    config = read(tmp_path, "data: {source: rows.csv}")
    assert config != read(tmp_path, "data: {source: rows.csv}\nsearch: {seed: 1}")
    assert config != config_from({"data": {"source": "rows.csv"}}, tmp_path / "elsewhere")
    assert config != "data"


numbers = st.floats(1e-12, 1e12)
ranges = st.builds(
    lambda ends, scale, or_zero: {"low": min(ends), "high": max(ends), "scale": scale, "or_zero": or_zero},
    st.tuples(numbers, numbers),
    st.sampled_from(["linear", "log"]),
    st.one_of(st.booleans(), st.floats(0, 0.99)),
)
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
words = texts | st.sampled_from(
    ["no", "1e-4", "1_000", ".5e3", "010", "null", "~", "=", "0x1F", "<<", "- a", "# b", "a: b"]
)

columns = words.filter(str.strip)
"""Names of columns, which are read without blanks around them."""


@settings(max_examples=int(os.environ.get("HPSEARCH_CASES", "600")) // 20, deadline=None)
@given(
    target=columns,
    split=columns,
    l2=numbers | ranges | st.builds(lambda choices: {"choices": choices}, st.lists(numbers, min_size=1, unique=True)),
    units=st.integers(1, 2**60) | st.lists(st.integers(1, 99), max_size=4),
    seed=st.integers(0, 2**63 - 1),
    options=st.dictionaries(
        words.filter(lambda word: word != "name"), words | numbers | st.booleans() | st.none(), max_size=2
    ),
)
def test_whatever_it_holds_a_config_is_read_back(target, split, l2, units, seed, options):
    config = config_from(
        {
            "data": {"source": "iris", "target": target, "split": split},
            "hyperparameters": {"l2": l2, "units": units},
            "search": {"seed": seed, "sampler": {"name": "random", **options}},
        }
    )
    assert again(config) == config
    assert again(config).data.target == config.data.target
    assert str(config.data.target).strip() == target.strip()


@given(columns.map(str.strip))
def test_a_text_that_reads_as_something_else_is_quoted(text):
    config = config_from({"data": {"source": "iris", "target": text}})
    assert isinstance(resolve(text), str) or f'"{text}"' in config.to_yaml()
