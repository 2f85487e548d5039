"""Load a source: read it once, divide it, and prepare its views for training."""

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hpsearch.data.columns import Rows
from hpsearch.data.dataset import Dataset
from hpsearch.data.inputs.preparing import Fit, prepared
from hpsearch.data.inputs.raw import raw_parts
from hpsearch.data.memory import fits_into_memory
from hpsearch.data.parts.folds import into_folds
from hpsearch.data.parts.split import Members, Split, split_rows
from hpsearch.data.parts.together import Together
from hpsearch.data.reading.dialect import Stated
from hpsearch.data.reading.standard_input import STANDARD_INPUT, STDIN_SOURCE
from hpsearch.data.roles.asked import Asked
from hpsearch.data.sources import read
from hpsearch.data.target.names import targets_of
from hpsearch.data.target.task import TargetValues, labels_of
from hpsearch.data.views import DataViews
from hpsearch.errors import DataError
from hpsearch.records import replace
from hpsearch.system.freed_memory import give_back
from hpsearch.trials.input_views import PLAIN_NUMBERS, STANDARD, InputView

if TYPE_CHECKING:
    import pandas as pd


def load_input_views(
    source: "str | pd.DataFrame",
    ways: Sequence[InputView],
    *,
    target: str | Sequence[str] | None = None,
    task: str = "auto",
    positive: str = "auto",
    inputs: Sequence[str] | None = None,
    ignore: Sequence[str] = (),
    csv: Mapping[str, Any] | None = None,
    split: Split = "auto",
    group: str | None = None,
    order: str | None = None,
    weight: str | None = None,
    missing: str = "mean",
    predictions: str = "free",
    dates: str = "parts",
    levels: int = 100,
    sample: int | None = None,
    folder: Path,
    seed: int,
) -> dict[InputView, DataViews]:
    """Reads a bundled set, a file (relative to `folder`) or a frame, and makes its parts ready in each of some `ways`.

    All ways have the same rows in the same parts. The options are those of the config's `data`. If a part has more rows
    than `sample`, only a random sample of that size gets inputs. Raises DataError, whose `key` names the key that can
    fix it.
    """
    made: dict[InputView, DataViews] = {}
    name = source if isinstance(source, str) else "DataFrame"
    for centred, some in _by_reading(ways, name):
        asked = Asked(
            targets=() if target is None else targets_of(target),
            parts=split if isinstance(split, str) and split != "auto" else None,
            group=group,
            order=order,
            weight=weight,
            inputs=inputs,
            ignore=ignore,
            csv=Stated.of(csv),
            dates=dates,
            centred=centred,
        )
        with fits_into_memory(name):
            rows = read(source, asked, folder)
            give_back()  # memory used for reading, which the parts now need
            labels = labels_of(rows.targets, task, rows.source, positive)
            fits = [Fit(way, missing, predictions == "in_range") for way in some]
            made |= _in_each_way(rows, labels, fits, split, levels, seed, sample)
    return {way: made[way] for way in ways}


def _by_reading(ways: Sequence[InputView], source: str) -> list[tuple[bool, list[InputView]]]:
    """Group the ways by reading of the source: numbers are stored as differences from a pivot, except for `none`."""
    readings = [(centred, [way for way in ways if (way.normalize != "none") == centred]) for centred in (True, False)]
    needed = [(centred, some) for centred, some in readings if some]
    if source == STANDARD_INPUT and len(needed) > 1:
        raise DataError(
            f"{STDIN_SOURCE}: is read once, and `none` beside another way to normalize takes two readings; "
            "save the table as a file, or leave none out",
            "normalize",
        )
    return needed


def _in_each_way(
    rows: Rows,
    labels: TargetValues,
    ways: Sequence[Fit],
    split: Split,
    levels: int,
    seed: int,
    sample: int | None,
) -> dict[InputView, DataViews]:
    together = Together.of(rows, labels.kept)
    folds = split if isinstance(split, Mapping) and "folds" in split else None
    if folds is not None or sample is not None:
        rows = replace(rows, blocks=[*rows.blocks])  # to be iterated several times

    def made(members: Members) -> list[Dataset]:
        """The dataset of these members in each way, of one walk over the rows."""
        raw = raw_parts(rows, labels, members, levels, sample)
        copies = chain((raw.copied() for _ in ways[1:]), [raw])  # the last one may overwrite it
        return [grouped(prepared(each, way), members, together) for each, way in zip(copies, ways, strict=True)]

    if folds is not None:
        folded = into_folds(labels.strata, folds, together, seed=seed, source=rows.source)
        of_folds, wholes = [made(fold) for fold in folded.folds], made(folded.whole)
    else:
        parts = rows.parts.at(labels.kept) if rows.parts is not None else None
        of_folds, wholes = [], made(split_rows(labels.strata, split, parts, together, seed=seed, source=rows.source))
    return {
        way.view: DataViews.of([each[place] for each in of_folds], whole)
        for place, (way, whole) in enumerate(zip(ways, wholes, strict=True))
    }


def load_views(
    source: "str | pd.DataFrame",
    *,
    normalize: str = STANDARD,
    numbers: str | Mapping[str, int] = PLAIN_NUMBERS,
    **options: Any,
) -> DataViews:
    """The views of a source whose numbers become inputs in one way; the other options are those of `load_input_views`.

    >>> views = load_views("iris", split={"folds": 5}, folder=Path(), seed=0)
    >>> [len(view.dev.y) for view in views.folds], len(views.whole.test.y)
    ([24, 24, 24, 24, 24], 30)
    """
    way = InputView.of({"normalize": normalize, "numbers": numbers})
    return load_input_views(source, [way], **options)[way]


def grouped(dataset: Dataset, members: Members, together: Together) -> Dataset:
    """Return the dataset with the groups of each part's rows."""
    if together.group is None:
        return dataset
    rows = {"train": members.train, "dev": members.dev, "test": members.test}
    parts = {
        name: replace(getattr(dataset, name), group=together.group[each])
        for name, each in rows.items()
        if each is not None
    }
    times = together.remark_on_times([each for each in rows.values() if each is not None])
    return replace(dataset, **parts, remarks=tuple(filter(None, (*dataset.remarks, times))))


def load_dataset(source: "str | pd.DataFrame", **options: Any) -> Dataset:
    """The one dataset that `load_views` makes of a source, or with folds, the one of the network that is kept.

    >>> iris = load_dataset("iris", folder=Path(), seed=0)
    >>> iris.train.x.shape, iris.classes
    ((4, 90), ('setosa', 'versicolor', 'virginica'))
    """
    return load_views(source, **options).whole
