"""k-fold cross-validation: every row that is not test is held out in one fold, and trains in the others."""

from collections.abc import Mapping

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from hpsearch.data.parts.dealing import deal_groups
from hpsearch.data.parts.split import Members, placed, sizes_by_rule
from hpsearch.data.parts.together import Together
from hpsearch.errors import DataError
from hpsearch.randomness import Purpose, generator
from hpsearch.records import Record


class Folded(Record, eq=False):
    """The rows of each fold, whose dev part are its held-out rows; in `whole` all of them train.

    The test part is the same for all folds; each fold applies its own preprocessing to it.
    """

    folds: tuple[Members, ...]
    whole: Members


def into_folds(
    classes: NDArray[np.int64], split: Mapping[str, float], together: Together, *, seed: int, source: str
) -> Folded:
    """Divides rows with these class indices by `{folds, test}`; without `test` the size rule says how many test.

    The numbers of rows of each class differ by at most one between folds; groups stay whole. The result depends only on
    the seed. Raises DataError if there are too few rows or groups, or if rows have an order.
    """
    if together.moment is not None:
        raise DataError(
            f"{source}: folds would train on rows later than those that they are judged on, which order forbids; "
            "leave order out, or set split: auto",
            "order",
        )
    draw, count, folds = generator(seed, Purpose.SPLIT), classes.size, int(split["folds"])
    test = round(split["test"] * count) if "test" in split else sizes_by_rule(count)[2]
    if count - test < 2 * folds or (split.get("test") and not test):
        where = f"{count - test} rows for {folds} folds and {test} for the test part"
        raise DataError(f"{source}: {where}; give fewer folds or another share, or add rows", "split")
    rest, held = np.arange(count), None
    if test:
        place = placed(classes, (count - test, test), together, draw)
        rest, held = np.flatnonzero(place == 0), np.flatnonzero(place == 1)
    fold = _fold_of_each(classes[rest], folds, together.at(rest), draw)
    none = rest[:0]
    members = tuple(Members(rest[fold != each], rest[fold == each], held) for each in range(folds))
    return Folded(members, Members(rest, none, held))


def _fold_of_each(classes: NDArray[np.int64], folds: int, together: Together, draw: Generator) -> NDArray[np.int8]:
    if together.group is not None:
        together.refuse_too_few(folds, "folds")
        return deal_groups(classes, together.group, [classes.size] * folds, draw)
    order = draw.permutation(classes.size)
    by_class = order[np.argsort(classes[order], kind="stable")]
    fold = np.empty(classes.size, np.int8)
    fold[by_class] = np.arange(classes.size) % folds
    return fold
