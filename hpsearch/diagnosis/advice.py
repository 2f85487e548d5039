"""The findings of a run in the order to act on them, and those whose changes its next config has."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from hpsearch.diagnosis import findings
from hpsearch.diagnosis.changes import accepted
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding, FindingKind, Phase
from hpsearch.diagnosis.thresholds import Thresholds
from hpsearch.registry import discover
from hpsearch.runs.run import Run
from hpsearch.system.threads import one_thread

FINDINGS = cast("Mapping[str, FindingKind]", discover(findings))

OF_ANY_CODE = (
    *("failed_trials", "best_at_the_end_of_a_range", "no_influence", "interaction"),
    *("too_few_trials", "too_few_seeds"),
)
"""The findings that need to know nothing of what trains, and are made of the user's own code, too."""

NEITHER = ("neither_bias_nor_variance", "fitting_does_not_help", "no_better_model_known")

QUADRANT = ("high_bias", "high_variance", "bias_and_variance", *NEITHER)
"""The four verdicts of notes §IV, one of which a run with train and dev errors has, the last in three forms."""

_OTHER_RESULTS = ("search.metric", "search.repeats", "data.split", "data.normalize")
"""The keys that, changed, give every trial another result."""

AT_ONCE = 3
"""Findings that the next config acts on."""


def diagnosed(evidence: Evidence) -> tuple[Finding, ...]:
    """All findings, the first to act on first, each with the changes that make a valid config.

    First what trains at all, then bias, then variance (notes §V), then the search itself, the data, the cost. Within
    one of these, what is expected to bring more comes before what brings less, and before what nothing predicts;
    these follow in the order of their `place`.
    """
    if evidence.winner is None and not evidence.trials:
        return ()
    with one_thread():  # as when a search ends: more threads sum in another order, and wait for each other here
        found = [
            (kind.place, replace(finding, changes=_proposed(evidence, finding)))
            for kind in FINDINGS.values()
            if evidence.config.objective is None or kind.name in OF_ANY_CODE
            for finding in kind.found(evidence)
        ]
    found.sort(key=lambda item: (item[1].phase, item[1].gain is None, -(item[1].gain or 0.0), item[0], item[1].about))
    return tuple(finding for _, finding in found)


def _proposed(evidence: Evidence, finding: Finding) -> tuple[ConfigChange, ...]:
    """The changes of a finding that make a valid config; none where nothing could become better."""
    return () if evidence.is_perfect else accepted(evidence.config, finding.changes)


def diagnosis_of(run: Run, thresholds: Thresholds | None = None) -> tuple[Finding, ...]:
    """All findings of a run, the first to act on first."""
    return diagnosed(Evidence.of(run, thresholds))


def why_nothing_of(run: Run) -> str:
    """Why no change of a run's config is proposed, where none is."""
    evidence = Evidence.of(run)
    return why_nothing(evidence, diagnosed(evidence))


def advised(found: Sequence[Finding], most: int = AT_ONCE) -> tuple[Finding, ...]:
    """The first findings that propose changes, one to three, and those on what is made of the trained networks.

    Nothing is proposed against variance while something is proposed against bias; it is looked at again after the
    next run. How much is searched, and on which rows, changes only where nothing else is to be done. After what keeps
    networks from training the verdict on bias or variance comes first, as in what the report says.
    """
    of_model = [finding for finding in found if finding.changes and finding.phase == Phase.MODEL]
    with_changes = [finding for finding in found if finding.changes and finding.phase != Phase.MODEL]
    urgent = [finding for finding in with_changes if finding.phase <= Phase.VARIANCE]
    if any(finding.phase <= Phase.BIAS for finding in urgent):
        urgent = [finding for finding in urgent if finding.phase != Phase.VARIANCE]
    chosen = (urgent or with_changes[:1])[:most]
    in_order = sorted(chosen, key=lambda finding: (finding.phase > Phase.TRAINING, finding.name not in QUADRANT))
    return (*in_order, *of_model)


def waiting(found: Sequence[Finding]) -> Finding | None:
    """The first finding on variance whose changes wait, because something comes before them; None if none do."""
    advice = advised(found)
    waits = (finding for finding in found if finding.phase == Phase.VARIANCE and finding.changes)
    return None if any(finding.phase == Phase.VARIANCE for finding in advice) else next(waits, None)


def trains_anew(changes: Sequence[ConfigChange]) -> str:
    """The first changed key that gives every trial another result, so that none is taken over; empty without one."""
    keys = [change.key for change in changes if not isinstance(change.before, Mapping)]
    return next((key for key in keys if key in _OTHER_RESULTS), "")


def why_nothing(evidence: Evidence, found: Sequence[Finding]) -> str:
    """Why no change is proposed, where none is."""
    if evidence.is_perfect:
        return f"{evidence.ranking.metric} cannot be better"
    reasons = dict.fromkeys(finding.unchanged for finding in found if finding.unchanged and not finding.changes)
    return "; ".join(reasons) or "no finding calls for one"


def changes_of(evidence: Evidence, advice: Sequence[Finding]) -> tuple[tuple[ConfigChange, Finding], ...]:
    """The changes that the findings propose, each with its finding, as far as they go together."""
    of = {id(change): finding for finding in advice for change in finding.changes}
    kept = accepted(evidence.config, [change for finding in advice for change in finding.changes])
    return tuple((change, of[id(change)]) for change in kept)
