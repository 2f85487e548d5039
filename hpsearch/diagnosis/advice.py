"""The findings of a run in the order to act on them, and the findings whose changes the next config includes."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any, cast

from hpsearch.config import Config, config_from
from hpsearch.diagnosis import findings
from hpsearch.diagnosis.changes import accepted, config_with, overlap
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding, FindingKind, Phase
from hpsearch.diagnosis.findings.search.few_trials import too_few_in_time, too_few_stated
from hpsearch.diagnosis.thresholds import Thresholds
from hpsearch.records import replace
from hpsearch.registry import discover
from hpsearch.runs.run import Run
from hpsearch.system.threads import one_thread
from hpsearch.trials.outcomes import Status

FINDINGS = cast("Mapping[str, FindingKind]", discover(findings))

OF_ANY_CODE = (
    *("failed_trials", "best_at_the_end_of_a_range", "no_influence", "interaction"),
    *("too_few_trials", "too_few_seeds"),
)
"""Findings that do not depend on what is trained, and so also apply to the user's own code."""

NEITHER = ("neither_bias_nor_variance", "fitting_does_not_help", "no_better_model_known")

QUADRANT = ("high_bias", "high_variance", "bias_and_variance", *NEITHER)
"""The four verdicts of notes §IV, the last in three forms; a run with train and dev errors has one of them."""

_CAUSES = ("too_few_steps", "not_trained_to_its_end", "plateau", "dead_units")
"""Findings on what keeps a training from fitting what its network could fit."""

_OTHER_RESULTS = ("search.metric", "search.repeats", "data.split", "data.normalize")
"""Keys that change the result of every trial."""

_BY_HEADLINE = ("dev_error", "dev_accuracy", "dev_rmse", "dev_r2")
"""Metrics that order networks as the error or the rmse does, by which bias and variance are judged."""

NARROWING = ("no_influence", "hopeless_trials", "small_batches_cost_time", "wide_networks_cost_time")
"""Findings whose changes make the space smaller, or a trial shorter; none of them limits the result."""

AT_ONCE = 3
"""Largest number of findings that the next config acts on."""


def diagnosed(evidence: Evidence) -> tuple[Finding, ...]:
    """Return all findings, the first to act on first, each with the changes that make a valid config.

    The order: failures to train, then bias, then variance (notes §V), then the search itself, the data, the cost.
    Within one of these, findings are sorted by expected gain; those without a prediction follow in the order of their
    `place`.
    """
    if evidence.winner is None and not evidence.trials:
        return ()
    with one_thread():  # as at the end of a search; more threads would sum in another order, and be slower here
        found = [
            (kind.place, replace(_with_its_measure(evidence, finding), changes=_proposed(evidence, finding)))
            for kind in FINDINGS.values()
            if _applies(kind.name, evidence)
            for finding in kind.found(evidence)
        ]
        found = [(place, _lasting(evidence, finding, [other for _, other in found])) for place, finding in found]
    found.sort(key=lambda item: (item[1].phase, item[1].gain is None, -(item[1].gain or 0.0), item[0], item[1].about))
    return tuple(finding for _, finding in found)


def _applies(name: str, evidence: Evidence) -> bool:
    """Whether a finding may be about this run: where all trials failed, only that they did."""
    if all(outcome.status == Status.FAILED for outcome in evidence.trials):
        return name == "failed_trials"
    return evidence.config.objective is None or name in OF_ANY_CODE


def _with_its_measure(evidence: Evidence, finding: Finding) -> Finding:
    """Return a finding; a verdict on bias and variance also says by what it judges, if the search goes by another."""
    metric = evidence.ranking.metric
    if finding.name not in QUADRANT or metric in _BY_HEADLINE or evidence.by_metric:
        return finding
    told = f"{finding.sentence} (bias and variance are judged by the {evidence.headline}, not by {metric})"
    return replace(finding, sentence=told)


def _lasting(evidence: Evidence, finding: Finding, found: Sequence[Finding]) -> Finding:
    """Return a finding; one that narrows the space without its changes if another would take them back after them.

    So a regularisation without influence stays searched while variance is high, which would have it searched again.
    """
    if finding.name not in NARROWING or not finding.changes:
        return finding
    config = evidence.config
    changed = config_from(config_with(config.as_dict(), finding.changes), config.folder, config.name)
    after = replace(evidence, config=changed)
    others = {other.name for other in found} - {*NARROWING, *OF_ANY_CODE}
    next_ = [each for name in sorted(others) for each in FINDINGS[name].found(after)]
    if not any(
        overlap(change.path, back.path) for change in finding.changes for each in next_ for back in each.changes
    ):
        return finding
    return replace(finding, changes=(), unchanged="what has no influence, or costs time, is searched for other reasons")


def _proposed(evidence: Evidence, finding: Finding) -> tuple[ConfigChange, ...]:
    """Return the changes of a finding that make a valid config; none if the result is already perfect."""
    return () if evidence.is_perfect else accepted(evidence.config, finding.changes)


def diagnosis_of(run: Run, thresholds: Thresholds | None = None) -> tuple[Finding, ...]:
    """Return all findings of a run, the first to act on first."""
    return diagnosed(Evidence.of(run, thresholds))


def why_nothing_of(run: Run) -> str:
    """Return why no change of a run's config is proposed."""
    evidence = Evidence.of(run)
    return why_nothing(evidence, diagnosed(evidence))


def advised(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the first findings that propose changes, one to three, and those on the use of the trained networks.

    Changes against variance wait while there are changes against bias, until after the next run; but a verdict of high
    variance says that bias is low, so that it only waits for failures to train. The amount of search, and the rows, are
    changed only if there is nothing else to do; but a number of trials, or a time, that is too small to tell anything
    is always changed.
    After failures to train, what explains a bias comes first, then the verdict on bias or variance, as in the report.
    Where the rows are divided into folds, each row trains already, and each setting has several networks, so that those
    on the use wait.
    """
    of_model = [finding for finding in found if finding.changes and finding.phase == Phase.MODEL]
    with_changes = [finding for finding in found if finding.changes and finding.phase != Phase.MODEL]
    urgent = [finding for finding in with_changes if finding.phase <= Phase.VARIANCE]
    if _variance_waits(urgent):
        urgent = [finding for finding in urgent if finding.phase != Phase.VARIANCE]
    chosen = [*urgent[:AT_ONCE], *_too_short(with_changes)] if urgent else with_changes[:1]
    in_order = sorted(chosen, key=_turn)
    return tuple(in_order) if _into_folds(in_order) else (*in_order, *of_model)


def _turn(finding: Finding) -> int:
    """The turn of a finding among those that advice acts on at once."""
    if finding.phase == Phase.TRAINING:
        return 0
    return 1 if explains_bias(finding) else 2 if finding.name in QUADRANT else 3


def explains_bias(finding: Finding) -> bool:
    """Whether it is about a training that ends before the network fits, which any network would then seem unable to."""
    return finding.name in _CAUSES and finding.phase == Phase.BIAS


def _into_folds(chosen: Sequence[Finding]) -> bool:
    """Whether a change divides the rows into folds."""
    after = [change.after for finding in chosen for change in finding.changes if change.key == "data.split"]
    return any(isinstance(split, Mapping) and "folds" in split for split in after)


def _variance_waits(urgent: Sequence[Finding]) -> bool:
    """Whether something comes before variance: a failure to train, or bias if the verdict is not high variance."""
    only_varies = any(finding.name == "high_variance" for finding in urgent)
    return any(finding.phase <= (Phase.TRAINING if only_varies else Phase.BIAS) for finding in urgent)


def _too_short(found: Sequence[Finding]) -> list[Finding]:
    """Return the finding that there were too few trials to tell anything: other settings need more of them, too."""
    return [finding for finding in found if finding.name == "too_few_trials" and finding.gain is None]


def waiting(found: Sequence[Finding]) -> Finding | None:
    """Return the first finding on variance whose changes wait for others; None if there is none.

    What waits is not what the advice changes at once, such as a dropout that becomes weaker first.
    """
    advice = advised(found)
    if any(finding.phase == Phase.VARIANCE for finding in advice):
        return None
    at_once = {change.path[:2] for finding in advice for change in finding.changes}
    waits = (
        replace(finding, changes=tuple(change for change in finding.changes if change.path[:2] not in at_once))
        for finding in found
        if finding.phase == Phase.VARIANCE
    )
    return next((finding for finding in waits if finding.changes), None)


def why_without_from(config: Config, changes: Sequence[ConfigChange]) -> str:
    """Return why no trial can be taken over into the config with these changes; empty if some can."""
    if config.search.mode == "panda":
        return "no trial of a panda, which may be changed by hand, is taken over"
    key = next((change.key for change in changes if _changes_every_trial(change)), "")
    return f"another {key} trains all trials anew" if key else ""


def remembers_diverged(evidence: Evidence, changes: Sequence[ConfigChange]) -> bool:
    """Whether `run --from` tells the next search where trials diverged, though it takes none over.

    What diverged would also diverge with more epochs, so that no range is moved back there.
    """
    anew = [change for change in changes if _changes_every_trial(change)]
    diverged = any(each.status == Status.DIVERGED for each in evidence.trials) or inf in {
        each.cost for each in evidence.outside
    }
    return evidence.config.search.mode == "caviar" and diverged and bool(anew) and all(map(_is_longer, anew))


def _is_longer(change: ConfigChange) -> bool:
    """Whether trainings have more epochs by a change, and differ in nothing else."""
    numbers = isinstance(change.before, int) and isinstance(change.after, int)
    return change.key == "hyperparameters.epochs" and numbers and change.after > change.before


def _changes_every_trial(change: ConfigChange) -> bool:
    """Whether every trial has another result after a change: a value of all of them is none of the new ones.

    Of a range that becomes one number, the trials that have this number keep their results.
    """
    section, *names = change.path
    searched = change.before if isinstance(change.before, Mapping) else {}
    if "choices" in searched:
        return False
    if change.key in _OTHER_RESULTS:
        return True
    if section != "hyperparameters" or len(names) > 1:
        return False
    if "low" in searched:
        return not isinstance(change.after, Mapping) and not _may_be(change.after, searched)
    return not _may_be(change.before, change.after)


def _may_be(value: Any, stated: Any) -> bool:
    """Whether a hyperparameter that is stated so may have this value."""
    if not isinstance(stated, Mapping):
        return bool(value == stated)
    if "choices" in stated:
        return value in stated["choices"]
    low, high = stated.get("low"), stated.get("high")
    numbers = isinstance(value, int | float) and isinstance(low, int | float) and isinstance(high, int | float)
    return numbers and (low <= value <= high or (value == 0 and bool(stated.get("or_zero"))))


def why_nothing(evidence: Evidence, found: Sequence[Finding]) -> str:
    """Return why no change is proposed."""
    if evidence.is_perfect:
        return f"{evidence.ranking.metric} cannot be better"
    reasons = dict.fromkeys(finding.unchanged for finding in found if finding.unchanged and not finding.changes)
    return "; ".join(reasons) or "no finding suggests one"


def changes_of(evidence: Evidence, advice: Sequence[Finding]) -> tuple[tuple[ConfigChange, Finding], ...]:
    """Return the compatible changes that the findings propose, each with its finding.

    Where they open a space for which `search.trials` is too small, or make trials too long for `search.time_limit`,
    that is raised, too.
    """
    of = {id(change): finding for finding in advice for change in finding.changes}
    kept = accepted(evidence.config, [change for finding in advice for change in finding.changes])
    more = _trials_for(evidence, kept)
    raised = {change.key for change, _ in more}
    return (*((change, of[id(change)]) for change in kept if change.key not in raised), *more)


def _trials_for(evidence: Evidence, changes: Sequence[ConfigChange]) -> Sequence[tuple[ConfigChange, Finding]]:
    """Return the change of the trials, or of their time, that a changed config needs; empty if there are enough."""
    if not changes or any(change.key == "search.trials" for change in changes):
        return ()
    time = max((change.after for change in changes if change.key == "search.time_limit"), default=0.0)
    config = evidence.config
    changed = config_from(config_with(config.as_dict(), changes), config.folder, config.name)
    few = too_few_stated(evidence, changed) or too_few_in_time(evidence, changed)
    if few is None:
        return ()
    return tuple((change, few) for change in few.changes if change.key == "search.trials" or change.after > time)
