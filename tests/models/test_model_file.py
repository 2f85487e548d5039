"""Whatever happens to a model's file: it predicts as before, or a sentence says that it is damaged."""

import json
import os
import tracemalloc
from hashlib import sha256

import numpy as np
import pytest

from hpsearch.data.arrays.rows import form_of_arrays, form_of_target
from hpsearch.data.form import ColumnForm, TableForm
from hpsearch.data.forms.form import PlainWords
from hpsearch.data.inputs.bins import Bins
from hpsearch.data.inputs.fitting import Scaling
from hpsearch.data.inputs.one_hot import OneHot
from hpsearch.data.inputs.preprocessing import Preprocessing
from hpsearch.engine.architecture import Architecture
from hpsearch.errors import UsageError
from hpsearch.models.ensemble import Ensemble, WeightedNetwork
from hpsearch.models.loading import load_model
from hpsearch.models.model import Model
from hpsearch.models.model_file import BLANK, CHECKSUM
from hpsearch.runs.run import Run
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers

ROWS = np.random.default_rng(1).standard_normal((20, 3))
CASES = int(os.environ.get("HPSEARCH_CASES", "1000"))
HIDDEN = "x\x07\x1b]0;owned"
HUGE = (0, -1, 2**31, 10**12, 2**70, True, None, 0.5, "5", [], {}, [1, 2])


BINS = Bins((np.array([-1.0, 0, 1]), np.array([0.0, 1]), np.array([-2.0, -1, 1, 2])))


def _model(classes=("a", "b", "c"), bins=None):
    inputs, head = len(bins.features(("x0", "x1", "x2"))) if bins else 3, "softmax" if classes else "linear"
    shape = Architecture(inputs, (4, 2), max(len(classes), 1), "relu", head, batch_norm=True)
    rng = np.random.default_rng(0)
    preprocessing = Preprocessing(
        numeric=("x0", "x1", "x2"),
        dates=(),
        pivots=np.zeros(3),
        scaling=Scaling(rng.standard_normal(3), rng.uniform(1, 2, 3), np.zeros(3)),
        indicators=(),
        one_hot=(),
        form=form_of_arrays(("x0", "x1", "x2"), [form_of_target("y", "words" if classes else "numbers")]),
        task="classification" if classes else "regression",
        targets=("y",),
        classes=classes,
        bins=bins,
    )
    return Model(shape, rng.uniform(0.1, 1, shape.layout().size).astype(np.float32), preprocessing, classes)


def _ensemble():
    """Of two networks with the same preprocessing."""
    model = _model()
    members = (
        WeightedNetwork(model.architecture, model.parameters, 0.75),
        WeightedNetwork(model.architecture, model.parameters[::-1].copy(), 0.25),
    )
    return Ensemble(members, model.preprocessing, model.classes, 1.5)


@pytest.fixture(
    scope="module",
    params=[_model, lambda: _model(bins=BINS), _ensemble],
    ids=["plain", "bins", "ensemble"],
)
def whole(tmp_path_factory, request):
    """The content of a model's file, and what it predicts."""
    path = tmp_path_factory.mktemp("models") / "best.safetensors"
    request.param().save(path)
    return path.read_bytes(), load_model(path).predict_proba(ROWS)


def _agrees(content, expected, path):
    """The sentence that refuses the content; empty if it predicts as expected."""
    path.write_bytes(content)
    try:
        predicted = load_model(path).predict_proba(ROWS)
    except UsageError as error:
        return str(error)
    assert (predicted == expected).all()
    return ""


def _signed(header, data):
    """A file with this header and data, whose checksum is right."""
    text = json.dumps(header).encode()
    content = len(text).to_bytes(8, "little") + text + data
    if not (found := CHECKSUM.search(content)):
        return content
    start, end = found.span(1)
    digest = sha256(content[:start] + BLANK.encode() + content[end:]).hexdigest()
    return content[:start] + digest.encode() + content[end:]


def _parts(content):
    size = int.from_bytes(content[:8], "little")
    return json.loads(content[8 : 8 + size]), content[8 + size :]


def _with_about(content, change):
    header, data = _parts(content)
    about = json.loads(header["__metadata__"]["hpsearch"])
    change(about)
    header["__metadata__"]["hpsearch"] = json.dumps(about)
    return _signed(header, data)


def test_no_change_of_a_few_bytes_changes_a_prediction(whole, tmp_path):
    content, expected = whole
    rng = np.random.default_rng(0)
    for _ in range(CASES):
        changed = bytearray(content)
        for _ in range(rng.integers(1, 4)):
            changed[rng.integers(len(changed))] ^= int(rng.integers(1, 256))
        assert _agrees(bytes(changed), expected, tmp_path / "m.safetensors") or changed == content


def test_no_part_of_a_file_is_a_model(whole, tmp_path):
    content, expected = whole
    for end in range(0, len(content), 7):
        assert _agrees(content[:end], expected, tmp_path / "m.safetensors")
    assert _agrees(content + b"\0", expected, tmp_path / "m.safetensors")


def _places(value, path=()):
    """The path of every value within dicts and lists."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _places(item, (*path, key))


def _put(value, path, new):
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = new


def test_what_states_something_else_under_a_right_checksum_is_refused(whole, tmp_path):
    content, expected = whole
    header, data = _parts(content)
    about = json.loads(header["__metadata__"]["hpsearch"])
    forged = [
        _with_about(content, lambda about, path=path, new=new: _put(about, path, new))
        for path in _places(about)
        if path and path not in (("sha256",), ("temperature",))  # any temperature is one
        for new in HUGE
    ]
    for path in _places(header):
        for new in HUGE if path else ():
            changed = json.loads(json.dumps(header))
            _put(changed, path, new)
            forged.append(_signed(changed, data))
    tracemalloc.start()
    refused = [_agrees(file, expected, tmp_path / "m.safetensors") for file in forged]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000
    assert sum(map(bool, refused)) > 0.9 * len(refused)


@pytest.mark.parametrize("name", ["parameters", "preprocessing.shift", "preprocessing.scale", "preprocessing.fill"])
def test_an_array_that_is_gone_another_or_of_another_kind_is_refused(name, whole, tmp_path):
    content, expected = whole
    header, data = _parts(content)
    name = name if name in header else f"{name}.0"
    first, last = header[name]["data_offsets"]
    count = header[name]["shape"][0]
    others = [None, {"shape": [1, count]}, {"shape": [count, 1]}, {"shape": [count - 1]}, {"shape": [2**62]}]
    others += [{"dtype": kind} for kind in ("I32", "BF16", "U8", "F16", "F32", "F64", "XX")]
    others += [{"data_offsets": [first, last + 2**40]}, {"data_offsets": [last, first]}]
    for other in others:
        changed = dict(header)
        changed[name] = {**header[name], **(other or {})}
        if other is None:
            del changed[name]
        if changed != header:
            assert _agrees(_signed(changed, data), expected, tmp_path / "m.safetensors")


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_a_parameter_that_is_no_number_is_refused(number, tmp_path):
    model = _model()
    model.parameters[3] = number
    model.save(tmp_path / "m.safetensors")
    with pytest.raises(UsageError, match="a number in it is none"):
        Model.load(tmp_path / "m.safetensors")


@pytest.mark.parametrize("edges", [[0.0, 0.0, 1.0], [1.0, 0.0, 2.0], [0.0, np.inf, np.nan]])
def test_edges_of_bins_that_do_not_rise_are_refused(edges, tmp_path):
    _model(bins=Bins((np.array(edges), *BINS.edges[1:]))).save(tmp_path / "m.safetensors")
    with pytest.raises(UsageError, match=r"do not rise|a number in it is none"):
        Model.load(tmp_path / "m.safetensors")


@pytest.mark.parametrize("whole", [_model, lambda: _model(bins=BINS)], ids=["plain", "bins"], indirect=True)
def test_a_file_of_the_first_format_is_read_without_a_checksum(whole, tmp_path):
    def earlier(about):
        about["format"] = "hpsearch-model-1"
        del about["sha256"]

    assert _agrees(_with_about(whole[0], earlier), whole[1], tmp_path / "m.safetensors") == ""
    for change in (lambda about: about.pop("sha256"), lambda about: about.update(format="hpsearch-model-1")):
        assert "checksum" in _agrees(_with_about(whole[0], change), whole[1], tmp_path / "m.safetensors")


def test_a_regression_and_words_come_back(tmp_path):
    number = _model(classes=())
    number.save(tmp_path / "m.safetensors")
    assert (Model.load(tmp_path / "m.safetensors").predict(ROWS) == number.predict(ROWS)).all()
    groups = (OneHot("town", ("Basle", "Berne"), missing=True),)
    empty = np.zeros(0)
    form = TableForm(("town", "y"), (ColumnForm("town", PlainWords()),), ("y",))
    scaling = Scaling(empty, empty, empty)
    words = Preprocessing((), (), empty, scaling, (), groups, form, "classification", ("y",), ("a", "b"))
    shape = Architecture(3, (), 1, "relu", "sigmoid")
    Model(shape, np.ones(shape.layout().size, np.float32), words, ("a", "b")).save(tmp_path / "m.safetensors")
    assert Model.load(tmp_path / "m.safetensors").preprocessing.one_hot == groups


def test_a_named_pipe_or_a_device_is_no_model(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    for name in ("pipe", "zero"):
        with pytest.raises(UsageError, match="expected a model's file"):
            Model.load(tmp_path / name)


def test_a_run_refuses_a_model_of_another_and_writes_its_own_again(small, tmp_path):
    folders = [tmp_path / "one", tmp_path / "other"]
    searches = [small(), small(search={"seed": 1})]
    for folder, prepared in zip(folders, searches, strict=True):
        for _ in search(prepared, folder, start_workers(1)):
            pass
    path = folders[0] / "best.safetensors"
    own = path.read_bytes()
    path.write_bytes((folders[1] / "best.safetensors").read_bytes())
    with pytest.raises(UsageError, match=r"is not the model that this run saved; .*--out .*--resume` writes it again"):
        Run(folders[0]).model()
    for _ in search(searches[0], folders[0], start_workers(1), existing=Existing.CONTINUE):
        pass
    assert path.read_bytes() == own
    Run(folders[0]).model()


def test_what_states_or_holds_gigabytes_is_refused_unread(whole, tmp_path):
    content, _ = whole
    header, data = _parts(content)
    header["parameters" if "parameters" in header else "parameters.1"]["data_offsets"][1] = 2**33
    path = tmp_path / "m.safetensors"
    tracemalloc.start()
    for beginning, sentence in (
        (_signed(header, data), "damaged"),
        (content, "damaged"),
        (b"\0" * 8, "not a model"),
        ((2**33 - 8).to_bytes(8, "little"), "no model"),
    ):
        path.write_bytes(beginning)
        with path.open("r+b") as file:
            file.truncate(2**34)  # the file has no bytes there, but reads as zeros
        with pytest.raises(UsageError, match=sentence):
            load_model(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize("place", ["key", "array", "word"])
def test_what_a_file_says_reaches_no_terminal_raw(whole, tmp_path, place):
    """Names of keys, of arrays and of an activation are shown with their control characters as escapes."""
    content, path = whole[0], tmp_path / "hostile.safetensors"
    length = int.from_bytes(content[:8], "little")
    header, data = json.loads(content[8 : 8 + length]), content[8 + length :]
    about = json.loads(header["__metadata__"]["hpsearch"])
    if place == "key":
        about[HIDDEN] = 1
    elif place == "array":
        header[HIDDEN] = header.pop(next(name for name in header if name.startswith("parameters")))
    else:
        about.get("architecture", about.get("members", [{}])[0].get("architecture"))["activation"] = HIDDEN
    header["__metadata__"]["hpsearch"] = json.dumps({**about, "sha256": BLANK})
    path.write_bytes(_with_own_checksum(_signed(header, data)))
    with pytest.raises(UsageError) as refused:
        load_model(path)
    assert str(refused.value).isprintable()


def _with_own_checksum(content):
    """The content with the checksum that belongs to it."""
    start, end = CHECKSUM.search(content).span(1)
    blank = content[:start] + BLANK.encode() + content[end:]
    return content[:start] + sha256(blank).hexdigest().encode() + content[end:]
