"""New rows are read alike from a file's path and from the DataFrame that pandas reads from it."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.exported_models import trained
from hpsearch.data import load_dataset
from hpsearch.errors import DataError

ROWS = 60
TRAINING = {
    "numbers": "{}",
    "decimals": "{}.25",
    "unit": "{} km",
    "currency": "${:,}",
    "share": "{}%",
    "thousands": "{:,}",
    "truths": "truth",
    "ones": "one",
}
CELLS = (
    "0",
    "1",
    "7",
    "0.5",
    "1234",
    "-3",
    "5 km",
    "5 mi",
    "$5",
    "$1,234",
    "50%",
    "true",
    "False",
    "TRUE",
    "",
    "NA",
    "red",
)


def _cell(form, number):
    number = number * 37 % 4001
    return {"truth": ["true", "false"][number % 2], "one": str(number % 2)}.get(form) or form.format(number)


@pytest.fixture(scope="module")
def preprocessing(tmp_path_factory):
    """How rows are read after training on a column of each form."""
    folder = tmp_path_factory.mktemp("training")
    columns = {name: [_cell(form, i) for i in range(ROWS)] for name, form in TRAINING.items()}
    pd.DataFrame({**columns, "y": [*"ab"] * (ROWS // 2)}).to_csv(folder / "t.csv", index=False)
    return load_dataset("t.csv", folder=folder, seed=0).preprocessing


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from([*TRAINING]), cells=st.lists(st.sampled_from(CELLS), min_size=1, max_size=5))
def test_a_file_is_read_like_the_frame_of_it(preprocessing, tmp_path_factory, name, cells):
    path = tmp_path_factory.mktemp("new") / "new.csv"

    def read(some, *, as_frame):
        good = {each: [_cell(form, 1)] * len(some) for each, form in TRAINING.items()}
        pd.DataFrame({**good, name: some}).to_csv(path, index=False)
        try:
            found = preprocessing.inputs(
                pd.read_csv(path, keep_default_na=False, na_values=["", "NA"]) if as_frame else path
            )
        except DataError as error:
            return None, (), str(error)
        return found.x, sorted(found.remarks), ""

    from_file, told_of_file, why = read(cells, as_frame=False)
    from_frame, told_of_frame, _ = read(cells, as_frame=True)
    if name == "share" and from_file is not None and from_frame is None:
        return  # empty cells beside each other are numbers in a frame
    assert (from_file is None) == (from_frame is None), why
    if from_file is not None:
        assert np.array_equal(from_file, from_frame)
        assert told_of_file == told_of_frame
        for place, cell in enumerate(cells):
            assert np.array_equal(read([cell], as_frame=False)[0][:, 0], from_file[:, place])


@pytest.mark.parametrize(
    ("name", "cell", "said"),
    [
        ("numbers", "5 km", "plain numbers such as '1234.5'"),
        ("unit", "5 mi", "numbers such as '1234.5 km'"),
        ("currency", "5 km", "numbers such as '$1234.5'"),
        ("share", "0.5", "numbers such as '1234.5%'"),
        ("truths", "red", "true and false"),
    ],
)
def test_a_refusal_says_what_a_cell_holds_and_what_training_read(name, cell, said, preprocessing, tmp_path):
    good = {each: [_cell(form, 1)] for each, form in TRAINING.items()}
    pd.DataFrame({**good, name: [cell]}).to_csv(tmp_path / "new.csv", index=False)
    with pytest.raises(DataError) as told:
        preprocessing.transform(tmp_path / "new.csv")
    assert str(told.value).endswith(
        f": column {name!r} holds {cell!r} in row 1, and training read {said} there; "
        "correct them, or leave the cells empty (missing)"
    )


@pytest.mark.parametrize(("training", "new"), [("${:,}.00", "{}"), ("{} km", "{}"), ("{:,}", "{}.0"), ("{}", "{}.0")])
@pytest.mark.parametrize("levels", [4, ROWS])
def test_a_target_may_lack_the_unit_that_training_read(training, new, levels, tmp_path):
    numbers = [1000 + 90 * (i % levels) for i in range(ROWS)]
    x = np.arange(ROWS) * 7 % 31
    for name, form in (("t.csv", training), ("new.csv", new)):
        frame = pd.DataFrame({"x": x, "y": [form.format(number) for number in numbers]})
        frame.to_csv(tmp_path / name, index=False)
    model = trained(str(tmp_path / "t.csv"), {"task": "regression" if levels == ROWS else "classification"})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scores = [model.score(rows) for rows in (tmp_path / "new.csv", pd.read_csv(tmp_path / "new.csv"))]
    assert scores == [model.score(tmp_path / "t.csv")] * 2


@pytest.mark.parametrize(("training", "new"), [(["true", "false"], ["1", "0"]), (["1", "0"], ["true", "false"])])
def test_a_target_may_be_true_and_false_or_1_and_0(training, new, tmp_path):
    for name, words in (("t.csv", training), ("new.csv", new), ("floats.csv", [f"{word}.0" for word in new])):
        frame = pd.DataFrame({"x": np.arange(ROWS) * 7 % 31, "y": words * (ROWS // 2)})
        frame.to_csv(tmp_path / name, index=False)
    model = trained(str(tmp_path / "t.csv"))
    names = ["new.csv", *(["floats.csv"] if new == ["1", "0"] else [])]
    for name in names:
        for rows in (tmp_path / name, pd.read_csv(tmp_path / name)):
            assert model.score(rows) == model.score(tmp_path / "t.csv")
