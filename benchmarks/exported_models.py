"""Exported models beside the model itself: `python -m benchmarks.exported_models FOLDER` for every table of a folder.

A network is trained for two epochs on each table, and predicts rows that it has and has not seen, with gaps and unseen
words. The differences are the largest between probabilities, or between values in the target's standard deviations.
"""

import csv
import gzip
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from hpsearch.config import config_from
from hpsearch.data import bundled as sets
from hpsearch.data.bundled import BUNDLED
from hpsearch.data.new_rows.conversion import NewRows
from hpsearch.data.new_rows.date_cells import moments_in
from hpsearch.data.sources import new_rows
from hpsearch.export._onnx.model import as_onnx
from hpsearch.export._python.program import program
from hpsearch.models.model import Model
from hpsearch.search.prepare import networks, prepare
from hpsearch.trials.outcomes import Outcome, Status, Trial

if TYPE_CHECKING:
    from hpsearch.data.reading.table import SourceTable

Values = NDArray[np.float64]


def trained(source: str, data: Mapping[str, Any] | None = None, **hyperparameters: Any) -> Model:
    """A network after two epochs on a bundled set or a file."""
    config = {
        "data": {"source": source, **(data or {})},
        "hyperparameters": {"units": [24, 12], "epochs": 2, **hyperparameters},
        "search": {"trials": 1, "seed": 0},
    }
    return networks(prepare(config_from(config))).model(Outcome(Trial(0, 1, {}), Status.COMPLETE))


def own(model: Model, rows: Any) -> Values:
    """What the model predicts: probabilities, (rows, classes), or standardised values, (rows, 1)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # words that were not seen are meant
        return model.predict_proba(rows) if model.classes else _standardised(model, model.predict(rows))


def by_onnx(model: Model, rows: Any) -> Values:
    """The same by onnxruntime, from the exported model."""
    session = onnxruntime.InferenceSession(as_onnx([model]), providers=["CPUExecutionProvider"])
    outputs = session.run(None, columns_for_onnx(model, rows))
    if not model.classes:
        return _standardised(model, outputs[0])
    label, probabilities = outputs
    if not np.array_equal(label, np.array(model.classes_.tolist(), label.dtype)[probabilities.argmax(axis=1)]):
        raise ValueError("the label is not that of the largest probability")
    return np.asarray(probabilities)


def by_program(model: Model, rows: Any) -> Values:
    """The same by the exported program, from cells as text, as it reads them from a file."""
    module = ModuleType("exported")
    exec(compile(program([model], "a test"), "exported.py", "exec"), vars(module))  # noqa: S102 (what was just written)
    cells = {name: column.tolist() for name, column in _table(model, rows).items()}
    if model.classes:
        return np.asarray(module.probabilities(cells))
    return _standardised(model, module.predict(cells))


WAYS: dict[str, Callable[[Model, Any], Values]] = {"onnxruntime": by_onnx, "NumPy program": by_program}


def columns_for_onnx(model: Model, rows: Any) -> dict[str, NDArray[Any]]:
    """The inputs of an exported model, as whoever uses it makes them of a table."""
    if isinstance(rows, np.ndarray):
        names = model.preprocessing.form.names[:-1]
        if names == tuple(f"x{place}" for place in range(len(names))):
            return {"X": rows.astype(np.float64)}
        return {name: rows[:, place].astype(np.float64) for place, name in enumerate(names)}
    preprocessing = model.preprocessing
    pieces: list[dict[str, NDArray[Any]]] = []
    with new_rows(rows, preprocessing.form, preprocessing.columns) as source:
        for some in NewRows.pieces(cast("SourceTable", source), preprocessing.form, preprocessing.columns):
            piece: dict[str, NDArray[Any]] = {name: some.numbers(some.columns[name]) for name in preprocessing.numeric}
            for parts in preprocessing.dates:
                piece[parts.column] = (
                    moments_in(some, some.columns[parts.column]).astype("datetime64[us]").astype(np.int64)
                )
            for group in preprocessing.one_hot:
                text = some.words(some.columns[group.column], group.categories, gaps=group.missing)
                piece[group.column] = np.array([*text.categories, ""], object)[text.codes]
            pieces.append(piece)
    return {name: np.concatenate([piece[name] for piece in pieces]) for name in preprocessing.columns}


def _table(model: Model, rows: Any) -> dict[str, NDArray[Any]]:
    if isinstance(rows, np.ndarray):
        return {name: rows[:, place] for place, name in enumerate(model.preprocessing.form.names[:-1])}
    with Path(rows).open(newline="", encoding="utf-8-sig") as file:
        dialect = model.preprocessing.form.dialect
        header, *lines = csv.reader(file, delimiter=dialect.separator if dialect else ",", skipinitialspace=True)
    return {name: np.array([line[place] for line in lines], object) for place, name in enumerate(header)}


def _standardised(model: Model, values: Any) -> Values:
    preprocessing = model.preprocessing
    standardised: Values = (np.asarray(values) - preprocessing.target_mean) / preprocessing.target_std
    return standardised[:, None]


def with_gaps(path: Path, to: Path, model: Model, seed: int = 0) -> Path:
    """A copy of the first rows of a CSV file, in which every tenth cell is empty, and some words are new."""
    draw = np.random.default_rng(seed)
    words = {group.column for group in model.preprocessing.one_hot}
    dialect = model.preprocessing.form.dialect
    separator = dialect.separator if dialect else ","
    with _opened(path) as file, to.open("w", newline="", encoding="utf-8") as out:
        header, *lines = csv.reader(file, delimiter=separator, skipinitialspace=True)
        rows = csv.writer(out, delimiter=separator)
        rows.writerow(header)
        for line in lines[:2000]:
            new = ("" if draw.random() < 0.1 else cell for cell in line)
            rows.writerow(
                "brand new" if name in words and draw.random() < 0.1 else cell
                for name, cell in zip(header, new, strict=True)
            )
    return to


def _opened(path: Path) -> Any:
    opener: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    return opener(path, "rt", newline="", encoding="utf-8-sig")


def bundled(name: str) -> tuple[Model, NDArray[Any]]:
    """A network on a bundled set, and its rows with some gaps."""
    with np.load(Path(sets.__file__).with_name(f"{name}.npz")) as arrays:
        rows = arrays["X"].astype(np.float64)
    rows = rows.reshape(len(rows), -1)
    rows[::7, 0] = np.nan
    return trained(name), rows


def differences(model: Model, rows: Any) -> dict[str, float]:
    """The largest difference of each exported model from the model itself."""
    ours = own(model, rows)
    return {name: float(np.abs(way(model, rows) - ours).max()) for name, way in WAYS.items()}


def measured(folder: Path) -> Iterator[tuple[str, dict[str, float]]]:
    """Every bundled set and every CSV file of a folder, in several ways of making inputs."""
    for name in BUNDLED:
        yield name, differences(*bundled(name))
    options: list[dict[str, Any]] = [
        {},
        {"normalize": "robust", "missing": "indicator", "numbers": {"piecewise_linear": 8}},
    ]
    with TemporaryDirectory() as scratch:
        for path in sorted([*folder.glob("*.csv"), *folder.glob("*.csv.gz")]):
            for option in options:
                model = trained(str(path), option, batch_norm=bool(option))
                rows = with_gaps(path, Path(scratch, "rows.csv"), model)
                yield f"{path.name} {'robust, bins, indicators' if option else ''}", differences(model, rows)


if __name__ == "__main__":
    for name, found in measured(Path(sys.argv[1])):
        print(f"{name:50}", *(f"{way}: {difference:.2g}" for way, difference in found.items()), flush=True)
