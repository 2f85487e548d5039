# ruff: noqa: E501  (a row of a table stands on one line)

import pytest

from hpsearch.config import read_config
from hpsearch.config.problems import Location
from hpsearch.config.text.composing import document_in
from hpsearch.config.text.scalars import resolve
from hpsearch.errors import ConfigError
from tests.config.configs import DIGITS, read


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e-4", 1e-4), ("1e+2", 100.0), ("1e2", 100.0), (".5", 0.5), ("1.", 1.0), ("-3", -3), ("+4", 4), ("010", 10),
     ("0x1F", 31), ("0o17", 15), ("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("y", "y"), ("true", True),
     ("False", False), ("null", None), ("~", None), ("", None), ("1_000", "1_000"), ("1:30", "1:30"),
     ("2024-01-01", "2024-01-01"), ("1e", "1e"), ("0.5x", "0.5x"), ("٣", "٣")],
)  # fmt: skip
def test_plain_scalars_are_those_of_yaml_1_2(text, value):
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


def test_quotes_and_blocks_make_texts():
    document = document_in("a: '1'\nb: \"no\"\nc: |\n  5\n", lambda line, column: Location("c", line, column))
    assert document.values == {"a": "1", "b": "no", "c": "5\n"}


BOMB = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + earlier] * 10)}]\n"
    for earlier, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MANY_BOMBS = "x: &x [" + "1, " * 900 + "1]\n" + "y: *x\n" * 2_000


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ["1:1: config: is empty; expected at least `data: {source: …}`"]),
        ("# nothing\n", ["1:1: config: is empty; expected at least `data: {source: …}`"]),
        ("~", ["1:1: config: null is no config; expected a mapping with the key data"]),
        ("- data\n", ["1:1: config: ['data'] is no config; expected a mapping with the key data"]),
        ("digits", ["1:1: config: 'digits' is no config; expected a mapping with the key data"]),
        ("data: {source: a}\n---\ndata: {}\n", ["2:1: config: a second document begins here; a config is one document"]),
        ("data:\n\tsource: a\n", ["2:1: config: a tab stands here; YAML indents with spaces"]),
        ("data: {source: a, source: b}\n", ["1:19: data.source: is given in line 1 and again in line 1; keep one"]),
        ("data:\n  source: a\n  'source': b\n", ["3:3: data.source: is given in line 2 and again in line 3; keep one"]),
        ("data: {source: !!python/object:os.system x}", ["1:16: data.source: the tag '!!python/object:os.system' is not allowed; leave it out"]),
        ("data: !a {source: !!str x}", ["1:7: data: the tag '!a' is not allowed; leave it out",
                                        "1:19: data.source: the tag '!!str' is not allowed; leave it out"]),
        ("data: {[a]: b}", ["1:8: data: a key is a plain word; expected `key: value`"]),
        ("data: {source: *a}", ["1:16: data.source: no anchor 'a' stands above this"]),
        ("data: &a {source: *a}", ["1:19: data.source: no anchor 'a' stands above this"]),
        ("data: {source: .nan}", ["1:16: data.source: nan is not a finite number; expected one below 1.8e308"]),
        ("data: {source: 1e400}", ["1:16: data.source: inf is not a finite number; expected one below 1.8e308"]),
        ("data: {source: " + "9" * 5000 + "}", ["1:16: data.source: inf is not a finite number; expected one below 1.8e308"]),
        ("data: {source: a}\nsearch: {seed: 9223372036854775808}", ["2:16: search.seed: is too large; whole numbers end at 2**63 - 1"]),
        ("data: {source: 'a}", ["1:19: config: a quote is not closed before the end"]),
        ("data: {source: a", ["1:17: config: a mapping is not closed; expected ',' or '}' here"]),
        ("data: {source: a}}", ["1:18: config: this '}' closes nothing; remove it, or open what it closes"]),
        ("data: a: b", ["1:8: config: a second ':' on this line, or a line indented too far; expected one `key: value` a line, and quotes around a text that holds ': '"]),
        ("data: {source: @a}", ["1:16: config: this character cannot begin a value; put the text in quotes"]),
        ("data: {source: \x07}", ["1:16: config: an invisible control character stands here; remove it"]),
        ('data: {source: "\\UFFFFFFFF"}', ["1:7: config: is no YAML from here on; look for an escape such as '\\U', and a stray '%', '|' or '>'"]),
        ('data: {source: "\\uD800"}', ["1:16: data.source: holds half a character (a lone surrogate); expected Unicode text"]),
        ("%YAML 2.0\n---\na: b", ["1:1: config: this asks for another version of YAML; configs are YAML 1.2"]),
        ("[" * 5_000, ["1:22: [0][0]: is nested deeper than 20 levels"]),
    ],
)  # fmt: skip
def test_what_is_no_config_is_told_in_a_sentence(tmp_path, text, lines):
    with pytest.raises(ConfigError) as error:
        read(tmp_path, text)
    assert str(error.value).splitlines() == [f"{tmp_path}/c.yaml:{line}" for line in lines]


@pytest.mark.parametrize("bomb", [BOMB, MANY_BOMBS])
def test_anchors_are_bounded(tmp_path, bomb):
    with pytest.raises(ConfigError, match=r"more than 10,000 values, counting each use of an anchor"):
        read(tmp_path, bomb)


def test_anchors_may_be_used(tmp_path):
    text = DIGITS.replace("epochs: 30", "epochs: &n 30\n  batch_size: *n")
    assert read(tmp_path, text).hyperparameters["batch_size"] == 30
    wrong = "data: {source: iris}\nhyperparameters:\n  l2: &l {low: -1, high: 1}\n  decay_rate: *l\n"
    with pytest.raises(ConfigError) as error:
        read(tmp_path, wrong)
    assert [line.split("/c.yaml:")[1][:32] for line in str(error.value).splitlines()] == [
        "3:16: hyperparameters.l2.low: -1",
        "3:16: hyperparameters.decay_rate",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"data: {source: a}\nx: \xff\n", ":2:4: config: is not UTF-8 text; save it with the encoding UTF-8"),
        ("data: {source: a}".encode("utf-16"), ":1:1: config: is not UTF-8 text; save it with the encoding UTF-8"),
        (b"#" * 1_000_001, ": is larger than 1,000 kB; expected a config, not data"),
    ],
)
def test_a_file_that_is_no_text_of_ours_is_told_in_a_sentence(tmp_path, content, sentence):
    path = tmp_path / "c.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as error:
        read_config(path)
    assert str(error.value) == f"{path}{sentence}"


@pytest.mark.parametrize("meant", ["homes.yml", "home.yaml", "Homes.yaml"])
def test_of_a_missing_file_the_one_that_was_meant_is_named(tmp_path, meant):
    for name in (meant, "another-config.yaml", "homes.yaml.csv"):
        (tmp_path / name).write_text(DIGITS)
    with pytest.raises(ConfigError, match=rf"homes\.yaml: no such file \(did you mean '{meant}'\?\); `hpsearch init"):
        read_config(tmp_path / "homes.yaml")


def test_a_mark_at_the_beginning_and_windows_line_ends_are_fine(tmp_path):
    path = tmp_path / "c.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + DIGITS.replace("\n", "\r\n").encode())
    assert read_config(path) == read(tmp_path, DIGITS)


def test_a_missing_file_and_a_folder_are_told_in_a_sentence(tmp_path):
    with pytest.raises(ConfigError, match=r"no\.yaml: no such file; `hpsearch init DATA` writes a config"):
        read_config(tmp_path / "no.yaml")
    with pytest.raises(ConfigError, match=r": is a folder; expected a YAML file\Z"):
        read_config(tmp_path)
    with pytest.raises(ConfigError, match=r"cannot be read"):
        read_config(tmp_path / ("x" * 5_000))
