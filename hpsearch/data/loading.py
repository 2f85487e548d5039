"""A source → its views: read once, divided, and prepared for training."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hpsearch.data.asked import Asked
from hpsearch.data.dataset import Dataset
from hpsearch.data.folds import into_folds
from hpsearch.data.memory import fits_into_memory
from hpsearch.data.preparing import Fit, prepared
from hpsearch.data.raw import raw_parts
from hpsearch.data.reading.dialect import Stated
from hpsearch.data.sources import read
from hpsearch.data.split import Members, Split, split_rows
from hpsearch.data.targets import targets_of
from hpsearch.data.task import labels_of
from hpsearch.data.together import Together
from hpsearch.data.views import DataViews

if TYPE_CHECKING:
    import pandas as pd


def load_views(
    source: "str | pd.DataFrame",
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
    normalize: str = "standard",
    numbers: str | Mapping[str, int] = "plain",
    missing: str = "mean",
    dates: str = "parts",
    levels: int = 100,
    folder: Path,
    seed: int,
) -> DataViews:
    """Reads a bundled set, a file (relative to `folder`) or a frame, and makes its parts ready for training.

    The options are those of the config's `data`. Raises DataError, whose `key` names the key that can mend it.

    >>> views = load_views("iris", split={"folds": 5}, folder=Path(), seed=0)
    >>> [len(view.dev.y) for view in views.folds], len(views.whole.test.y)
    ([24, 24, 24, 24, 24], 30)
    """
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
        centred=normalize != "none",
    )
    with fits_into_memory(source if isinstance(source, str) else "DataFrame"):
        rows = read(source, asked, folder)
        labels = labels_of(rows.targets, task, rows.source, positive)
        together = Together.of(rows, labels.kept)
        how = Fit(normalize, 0 if isinstance(numbers, str) else numbers["piecewise_linear"], missing)

        def view(members: Members) -> Dataset:
            return grouped(prepared(raw_parts(rows, labels, members, levels), how), members, together)

        if isinstance(split, Mapping) and "folds" in split:
            folded = into_folds(labels.strata, split, together, seed=seed, source=rows.source)
            rows = replace(rows, blocks=[*rows.blocks])  # to be walked over once for each view
            return DataViews.of(list(map(view, folded.folds)), view(folded.whole))
        parts = rows.parts.at(labels.kept) if rows.parts is not None else None
        return DataViews.of([], view(split_rows(labels.strata, split, parts, together, seed=seed, source=rows.source)))


def grouped(dataset: Dataset, members: Members, together: Together) -> Dataset:
    """The dataset, each part with the groups of its rows."""
    if together.group is None:
        return dataset
    rows = {"train": members.train, "dev": members.dev, "test": members.test}
    parts = {
        name: replace(getattr(dataset, name), group=together.group[each])
        for name, each in rows.items()
        if each is not None
    }
    return replace(dataset, **parts)


def load_dataset(source: "str | pd.DataFrame", **options: Any) -> Dataset:
    """The one dataset that `load_views` makes of a source, or with folds, the one of the network that is kept.

    >>> iris = load_dataset("iris", folder=Path(), seed=0)
    >>> iris.train.x.shape, iris.classes
    ((4, 90), ('setosa', 'versicolor', 'virginica'))
    """
    return load_views(source, **options).whole
