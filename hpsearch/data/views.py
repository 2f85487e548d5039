"""The datasets that the trainings of a search use, all made of one reading of the source."""

import hashlib
from collections.abc import Sequence
from typing import Self

from hpsearch.data.dataset import Dataset
from hpsearch.data.inputs.preparing import NO_TEST_PART
from hpsearch.records import Record, replace


class DataViews(Record, eq=False):
    """`folds` has one dataset for each fold, or without folds the only one, which is `whole` too.

    With folds, `whole` is what the network that is kept trains on: all rows that are not test, and no dev part.
    Each has a preprocessing of its own, which its training part says.
    """

    folds: tuple[Dataset, ...]
    whole: Dataset
    fingerprint: str

    @property
    def size(self) -> int:
        """Bytes of the inputs of all its parts, for all examples."""
        each = self.folds if self.folds == (self.whole,) else (*self.folds, self.whole)
        parts = (part for view in each for part in (view.train, view.dev, view.test) if part is not None)
        return sum(part.size for part in parts)

    @classmethod
    def of(cls, folds: Sequence[Dataset], whole: Dataset) -> Self:
        """The views of some folds, or of none. What any of them has to say, `whole` says."""
        if not folds:
            return cls((whole,), whole, whole.fingerprint)
        each = [*folds, whole]
        digest = hashlib.sha256("".join(view.fingerprint for view in each).encode()).hexdigest()
        of_folds = [remark for view in folds for remark in view.remarks if remark != NO_TEST_PART]
        remarks = dict.fromkeys([*whole.remarks, *of_folds])
        return cls(tuple(folds), replace(whole, remarks=tuple(remarks)), digest)
