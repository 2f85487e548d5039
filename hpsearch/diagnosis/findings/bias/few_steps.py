"""Too few steps: batches so large that an epoch has few of them."""

from collections.abc import Iterator

from hpsearch.diagnosis.changes import replaced
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase
from hpsearch.space import Choice, Range
from hpsearch.training.recipe import batch_size

_FEW = 10
"""Steps of an epoch from which batches of up to _LARGEST times the usual ones are as good as these."""

_SMALLEST, _LARGEST = 32, 4
"""The smallest batch that is proposed, and how many times the batch of `auto` the largest one is."""


class FewStepsFinding:
    """The winner's training has few steps, because its batches are larger than the usual ones."""

    name = "too_few_steps"
    phase = Phase.BIAS
    place = 5
    trigger = (
        "the winner trains for fewer than 1,000 steps, and its batches are larger than those of batch_size: auto: an "
        "epoch has fewer than 10 of them, or they are more than four times as large"
    )
    proposes = "batch_size from 32 to four times that of auto, log scale; a range gets a lower low end"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the number of steps."""
        steps, facts = evidence.steps, evidence.facts
        if steps is None or facts is None or steps >= evidence.thresholds.few_steps:
            return
        now, usual = batch_size(evidence.settings["batch_size"], facts.train), batch_size("auto", facts.train)
        of_epoch = steps / int(evidence.settings["epochs"])
        if now <= usual or (now <= _LARGEST * usual and of_epoch >= _FEW):
            return
        yield Finding(
            self.name,
            f"too few steps: {steps:,} in all, with batches of {now:,} of the {facts.train:,} training examples; "
            f"batch_size: auto would take {usual}",
            self.phase,
            evidence={"steps": steps, "batch_size": now, "auto": usual},
            changes=tuple(_changes(evidence, usual)),
            about="batch_size",
        )


def _changes(evidence: Evidence, usual: int) -> list[ConfigChange]:
    value, key = evidence.hyperparameters["batch_size"], "hyperparameters.batch_size"
    low = min(_SMALLEST, usual)
    if isinstance(value, Range):
        return [replaced(evidence, f"{key}.low", low)] if value.low > low and value.step is None else []
    if isinstance(value, Choice):
        return [] if usual in value.choices else [replaced(evidence, f"{key}.choices", [usual, *value.choices])]
    return [replaced(evidence, key, {"low": low, "high": _LARGEST * usual, "scale": "log"})]
