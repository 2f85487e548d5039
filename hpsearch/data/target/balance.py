"""The distribution of rows over the classes, and a proposal if one class has nearly all."""

from collections.abc import Sequence

from hpsearch.records import Record
from hpsearch.text.listing import listed_classes
from hpsearch.trials.data_facts import metric_of_rare_classes, rare_classes

LOPSIDED = 0.9
"""Share of the largest class above which the error hardly depends on the others."""

SHOWN = 5

OF_BALANCED = "probabilities are those of equally frequent classes"
"""What class_weight: balanced does to probabilities."""


class Balance(Record):
    """The classes, each with its number of rows; `positive` is the class, of two, for F1.

    `dev` is the number of dev rows.
    """

    classes: Sequence[str]
    counts: Sequence[int]
    dev: int
    positive: str | None = None

    @property
    def sizes(self) -> str:
        """The rows of each class, the largest first.

        >>> Balance(["no", "yes"], [30, 10], 8).sizes
        "rows of the classes: 30 'no' (75 %), 10 'yes' (25 %)"
        """
        by_size = sorted(zip(self.counts, self.classes, strict=True), key=lambda item: -item[0])
        shares = [f"{count:,} {name!r} ({100 * count / sum(self.counts):.3g} %)" for count, name in by_size]
        others = len(shares) - SHOWN
        all_of_them = "1 class of" if others == 1 else f"{others} classes of at most"
        more = f" and {all_of_them} {by_size[SHOWN][0]:,}" if others > 0 else ""
        return f"rows of the classes: {', '.join(shares[:SHOWN])}{more}"

    @property
    def judged(self) -> str:
        """A sentence on which class is positive, and how to change it; empty unless there are two."""
        if self.positive is None:
            return ""
        return f"{self.positive!r} is the positive class, whatever search.metric is; data.positive names another"

    @property
    def metric(self) -> str:
        """The search metric to propose if one class has nearly all rows, or some of several few; else empty text."""
        unequal = self.is_lopsided or rare_classes(self.counts)
        return metric_of_rare_classes(self.counts, self.dev) if unequal else ""

    @property
    def is_lopsided(self) -> bool:
        """Whether one class has nearly all rows."""
        return max(self.counts, default=0) > LOPSIDED * sum(self.counts)

    @property
    def proposal(self) -> str:
        """Return a proposal if one class has nearly all rows, or some of several few; else empty text."""
        if not self.metric:
            return ""
        if not self.is_lopsided:
            return self._of_rare
        largest = max(self.counts)
        name, share = self.classes[list(self.counts).index(largest)], f"{100 * largest / sum(self.counts):.3g} %"
        return (
            f"{share} of the rows are of class {name!r}, so that a network which always answers it has a small error; "
            f"search.metric: {self.metric} judges the others too, and hyperparameters.class_weight: balanced makes "
            f"them count as much, but its {OF_BALANCED}"
        )

    @property
    def _of_rare(self) -> str:
        rare = rare_classes(self.counts)
        share = f"{100 * sum(self.counts[place] for place in rare) / sum(self.counts):.2g} %"
        have, them, they = ("have", "them", "they matter") if len(rare) > 1 else ("has", "it", "it matters")
        names = listed_classes([self.classes[place] for place in rare])
        return (
            f"{names} {have} {share} of the rows, so that the error hardly depends on {them}; "
            f"if {they} as much as the others, search.metric: {self.metric} counts each class equally"
        )
