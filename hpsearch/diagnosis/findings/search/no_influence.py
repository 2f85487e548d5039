"""A hyperparameter without influence: searching it wastes trials."""

from collections.abc import Iterator
from typing import Any

from hpsearch.diagnosis.changes import replaced
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase
from hpsearch.space import Choice, Range
from hpsearch.text.percent import percent

_KEPT = ("learning_rate", "units", "layers")
"""Hyperparameters that are searched anyway: they often matter (notes §XXII), and others depend on them."""

_FEWEST = 32


class NoInfluenceFinding:
    """A hyperparameter that explains none of the differences, with all its pairs."""

    name = "no_influence"
    phase = Phase.SEARCH
    place = 60
    trigger = "after 32 trials, the upper end of the interval of its total share is below 4 %, and its middle below 2 %"
    proposes = "the winner's value, fixed; only where its `when` holds, if it has one"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield a finding for each such hyperparameter."""
        effects, winner = evidence.effects, evidence.winner
        if effects is None or winner is None or len(evidence.trials) < _FEWEST:
            return
        limit = evidence.thresholds.negligible
        for axis in evidence.space.axes:
            known = [effect for effect in effects.total if effect.axes == (axis.name,)]
            if axis.layer is not None or not known or known[0].share > limit or known[0].high > 2 * limit:
                continue
            name = axis.hyperparameter
            fixed = name not in _KEPT and name in winner.settings
            yield Finding(
                self.name,
                f"{axis.name} explains {percent(known[0].share, 1)} of the differences between results "
                f"({percent(known[0].low, 1)} to {percent(known[0].high, 1)}): too little to matter",
                self.phase,
                0.95,
                {"share": known[0].share, "low": known[0].low, "high": known[0].high},
                (_fixed(evidence, name, winner.settings[name]),) if fixed else (),
                name,
            )


def _fixed(evidence: Evidence, name: str, value: Any) -> ConfigChange:
    """Return the change to one value, which stays in force only where the hyperparameter was searched."""
    stated = evidence.hyperparameters.get(name)
    when = stated.when if isinstance(stated, Range | Choice) else {}
    only = {"choices": [value], "when": {other: list(values) for other, values in when.items()}}
    return replaced(evidence, evidence.config.key_of(name), only if when else value)
