"""The sections on importance, on what limits the result of a run, and on what to change in its config next."""

from collections.abc import Iterator, Sequence

from hpsearch.config.wording import show
from hpsearch.diagnosis.advice import (
    NARROWING,
    NEITHER,
    QUADRANT,
    advised,
    changes_of,
    diagnosed,
    explains_bias,
    remembers_diverged,
    waiting,
    why_nothing,
    why_without_from,
)
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase
from hpsearch.records import replace
from hpsearch.report.importances import importance_section
from hpsearch.report.section import Section
from hpsearch.runs.run import Run
from hpsearch.text.command_line import exporting_next, running_next
from hpsearch.text.listing import listed_columns

MOST_SENTENCES = 4
"""Largest number of findings in text and on a page, beside those on the dev part; JSON has all of them."""

FEW_ROWS = 100
"""Number of dev rows below which it is always told that they are too few."""

NOTHING = "no change of the config is proposed"


class AdviceSection:
    """The importances, what limits the result, and the changes to try, with the command to run."""

    name = "advice"
    place = 1

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:  # noqa: ARG002 (has no ranking)
        """Yield the sections `importance`, `verdict` and `advice` for each run."""
        for run in runs:
            evidence = Evidence.of(run)
            found = diagnosed(evidence)
            changes = changes_of(evidence, advised(found))
            folder = str(run.folder)
            remembers = remembers_diverged(evidence, [change for change, _ in changes])
            advice = [*without_leak(evidence), *advice_sentences(run, changes, waiting(found), remembers=remembers)]
            yield replace(importance_section(folder, evidence.effects), place=34)
            data = {"findings": [finding.as_dict() for finding in found]}
            yield Section("verdict", folder, sentences=tuple(verdict_sentences(found)), data=data)
            told = advice or ([f"{NOTHING}: {why_nothing(evidence, found)}"] if evidence.winner else [])
            yield Section(self.name, folder, sentences=tuple(told), data={"advice": advice})


def what_limits(runs: Sequence[Run]) -> list[Section]:
    """The sections that say what limits each run, and what to try."""
    return [each for each in AdviceSection().sections(runs, None) if each.name in ("verdict", AdviceSection.name)]


def verdict_sentences(found: Sequence[Finding]) -> list[str]:
    """Return the findings that limit the result, then others; and what is wrong with the dev part, however many.

    Whatever else is found was measured on a part that differs from training, or on few rows.
    """
    in_order = dict.fromkeys(finding.sentence for finding in [*limits_first(found), *found])
    told = list(in_order)[:MOST_SENTENCES]
    few = [each.sentence for each in found if each.name == "dev_part_too_small" and each.evidence["rows"] < FEW_ROWS]
    differ = [finding.sentence for finding in found if finding.name == "mismatched_parts"][:1]
    return [*told, *(sentence for sentence in [*few, *differ] if sentence not in told)]


def limits_first(found: Sequence[Finding]) -> list[Finding]:
    """Order findings: what makes all results doubtful, failures to train, what explains a bias, the verdict, others.

    All but the first are to be acted on. The finding that there is neither bias nor variance comes after what else is
    to be acted on, but before what only makes the search smaller, which limits nothing.
    """
    quadrant = [finding for finding in found if finding.name in QUADRANT]
    neither = [finding for finding in quadrant if finding.name in NEITHER]
    to_act_on = advised(found)
    training = [finding for finding in to_act_on if finding.phase == Phase.TRAINING]
    leaking = [finding for finding in found if finding.name == "leaking_column"]
    return [
        *leaking,
        *training,
        *(finding for finding in to_act_on if explains_bias(finding)),
        *(finding for finding in quadrant if finding.name not in NEITHER),
        *(finding for finding in to_act_on if finding.name not in NARROWING),
        *neither,
        *to_act_on,
    ]


def without_leak(evidence: Evidence) -> list[str]:
    """Return what to do before anything else if a column alone predicts the target; empty if none does."""
    columns = () if evidence.facts is None else evidence.facts.leaking
    if not columns:
        return []
    data = evidence.config.data
    others = [name for name in data.inputs or () if name not in columns]
    change = f"data.inputs: {show(others)}" if others else f"data.ignore: {show([*data.ignore, *columns])}"
    them = "it" if len(columns) == 1 else "them"
    told = f"first of all set {change}, unless {listed_columns(columns)} will be known when predictions are"
    return [f"{told} made; the rest of the advice was found with {them} among the inputs"]


def advice_sentences(
    run: Run,
    changes: Sequence[tuple[ConfigChange, Finding]],
    waits: Finding | None = None,
    *,
    remembers: bool = False,
) -> list[str]:
    """Return the changes to try, each with its finding, and the command that writes the config with them.

    None if nothing is proposed. Changes that wait for the next run (`waits`) are named, too. Where no trial is taken
    over, the command names the run even so if its diverged trials are remembered (`remembers`).
    """
    if not changes:
        return []
    told = [f"try {change.typed(run.overridden)} ({finding.label})" for change, finding in changes]
    if waits is not None:
        key = waits.changes[0].key
        told.append(f"{key} ({waits.label}) waits for the next run: first training and bias, then variance")
    why = why_without_from(run.config, [change for change, _ in changes])
    taken = f"{why}; what diverged is remembered" if remembers else why or "trials that fit are taken over"
    running = running_next(run.folder, taking_over=remembers or not why)
    return [*told, f"`{exporting_next(run.folder)}` writes a config with these changes; then `{running}` ({taken})"]
