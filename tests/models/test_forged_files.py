"""Files of models that someone forged, with a checksum that is right: they predict, or a sentence refuses them."""

import json

import numpy as np
import pandas as pd
import pytest

from benchmarks.exported_models import trained
from hpsearch.errors import DataError, UsageError
from hpsearch.models.ensemble import Ensemble, WeightedNetwork
from hpsearch.models.loading import load_model
from tests.models.test_model_file import _parts, _places, _put, _with_about


def _of_two_views(folder):
    """The content of an ensemble's file over two views of a table with numbers, dates and words; and its rows."""
    draw = np.random.default_rng(0)
    days = np.datetime64("2020-01-01") + draw.integers(0, 900, 60)
    frame = pd.DataFrame({"size": draw.normal(size=60), "day": days, "town": draw.choice(["Zug", "Bern"], 60)})
    frame["y"] = draw.choice(["a", "b", "c"], 60)
    one, other = (trained(frame, {"normalize": way}) for way in ("standard", "robust"))
    members = (
        WeightedNetwork(one.architecture, one.parameters, 0.5),
        WeightedNetwork(other.architecture, other.parameters, 0.5, 1),
    )
    Ensemble(members, one.preprocessing, one.classes, others=(other.preprocessing,)).save(folder / "two.safetensors")
    return (folder / "two.safetensors").read_bytes(), frame


OTHER_WORDS = ("", "zzz", "size", "day", "town", "y", "\0", "numbers", "words", "dates", "%Y", "utf-8")


@pytest.mark.filterwarnings("ignore")
def test_a_file_that_names_something_else_under_a_right_checksum_ends_in_a_sentence_at_most(tmp_path):
    content, rows = _of_two_views(tmp_path)
    header, _ = _parts(content)
    about = json.loads(header["__metadata__"]["hpsearch"])
    words = [path for path in _places(about) if path and isinstance(_at(about, path), str)]
    lists = [path for path in _places(about) if path and isinstance(_at(about, path), list) and _at(about, path)]
    forged = [
        _with_about(content, lambda it, p=path, new=new: _put(it, p, new)) for path in words for new in OTHER_WORDS
    ]
    for path in lists:
        forged.append(_with_about(content, lambda it, path=path: _at(it, path).pop()))
        forged.append(_with_about(content, lambda it, path=path: _at(it, path).append(_at(it, path)[0])))
        forged.append(_with_about(content, lambda it, path=path: _at(it, path).reverse()))
    told = [_told(file, rows, tmp_path / "m.safetensors") for file in forged]
    assert sum(map(bool, told)) > 0.5 * len(told)
    assert not any("\n" in sentence for sentence in told)


def _told(content, rows, path):
    """The sentence that refuses the content or the rows."""
    path.write_bytes(content)
    try:
        load_model(path).predict_proba(rows)
    except (UsageError, DataError) as error:
        return str(error)
    return ""


def _at(value, path):
    for key in path:
        value = value[key]
    return value


def test_an_ensemble_whose_views_read_other_columns_is_refused(tmp_path):
    content, _ = _of_two_views(tmp_path)
    forged = _with_about(content, lambda about: _put(about, ("others", 0, "numeric", 0), "zzz"))
    (tmp_path / "m.safetensors").write_bytes(forged)
    with pytest.raises(UsageError, match="its networks and its preprocessings do not fit together"):
        load_model(tmp_path / "m.safetensors")
