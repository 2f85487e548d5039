"""A dev part too small to distinguish the best trials."""

from collections.abc import Iterator, Mapping
from math import sqrt

from hpsearch.diagnosis.changes import replaced
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase

_LEADERS, _FOLDS = 5, 5
_LARGEST, _CLEARLY = 0.3, 1.2
"""Largest share of the dev part that is proposed, and by which factor it must be larger than now."""

FOLDS_BELOW = 20_000
"""Number of rows from which folds take too long, and a larger dev part is proposed."""


class SmallDevPartFinding:
    """The five best trials differ by less than the sampling error of the dev part."""

    name = "dev_part_too_small"
    phase = Phase.DATA
    place = 20
    trigger = (
        "the search goes by error or accuracy, and the fifth best trial is worse than the best by less than the "
        "standard error of such a difference"
    )
    proposes = (
        "data.split: {folds: 5} under 20,000 rows, unless there are under 10 groups; with data.order, or more rows, a "
        "dev share twice as large"
    )

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the difference and its standard error."""
        name, facts = f"dev_{evidence.headline}", evidence.facts
        if evidence.ranking.metric not in ("dev_error", "dev_accuracy"):  # other metrics have other best trials
            return
        leaders = sorted(each.metrics[name] for each in evidence.measured if name in each.metrics)[:_LEADERS]
        if facts is None or not facts.dev or len(leaders) < _LEADERS or not evidence.is_classification:
            return
        first, fifth, rows = leaders[0], leaders[-1], evidence.rows_of("dev")
        middle = (first + fifth) / 2
        error = sqrt(max(2 * middle * (1 - middle), 1 / rows) / rows)  # if their errors were on other rows
        if fifth - first >= error:
            return
        chance = min(1.0, 1.96 * error)  # no error is above 1
        yield Finding(
            self.name,
            f"the dev part is too small to rank the best trials: the {name} of the best {_LEADERS} differs by "
            f"{fifth - first:.2g}, and with {_shown(facts.dev, rows)} a difference under {chance:.2g} may be "
            "chance",
            self.phase,
            0.95,
            {"difference": fifth - first, "standard_error": error, "rows": facts.dev},
            tuple(_changes(evidence)),
        )


def _shown(count: int, effective: float) -> str:
    """Return the number of rows; with groups or weights also the effective number.

    >>> _shown(2_000, 2_000), _shown(2_000, 31.4)
    ('2,000 rows', '2,000 rows, which count as 31,')
    """
    return f"{count:,} rows" + (f", which count as {effective:,.0f}," if round(effective) < count else "")


def _changes(evidence: Evidence) -> list[ConfigChange]:
    split, facts = evidence.config.data.split, evidence.facts
    if facts is None or (isinstance(split, Mapping) and "folds" in split) or evidence.config.search.mode == "panda":
        return []
    rows = facts.train + facts.dev + facts.test
    if isinstance(split, str) and split != "auto":
        return []
    if rows < FOLDS_BELOW and evidence.config.data.order is None:
        if not facts.has_groups_for(_FOLDS):
            return []
        return [replaced(evidence, "data.split", {"folds": _FOLDS, "test": round(facts.test / rows, 3)})]
    test, dev = facts.test / rows, min(_LARGEST, 2 * facts.dev / rows)
    if dev < _CLEARLY * facts.dev / rows:
        return []
    shares = {"train": round(1 - test - dev, 6), "dev": round(dev, 6), **({"test": round(test, 6)} if test else {})}
    return [replaced(evidence, "data.split", shares)]
