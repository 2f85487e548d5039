"""Whether a run's model was trained with class_weight: balanced, so that its probabilities are shifted."""

from hpsearch.data.target.balance import OF_BALANCED
from hpsearch.runs.run import Run


def balanced_sentence(run: Run, trial: int | None) -> str:
    """Say what that does to the probabilities of the model of a trial, None for the run's; empty if it was not."""
    if not _is_balanced(run, trial):
        return ""
    return f"trained with class_weight: balanced: its {OF_BALANCED}, too high for the rare ones"


def _is_balanced(run: Run, trial: int | None) -> bool:
    stated = (run.meta("config").get("hyperparameters") or {}).get("class_weight")
    if not isinstance(stated, dict):
        return stated == "balanced"
    record = run.ensemble if trial is None else None
    numbers = {run.best.number if trial is None else trial}
    if record is not None and record.used:
        numbers = {network.number for network in record.in_file}
    weights = {each.number: each.trial.settings.get("class_weight") for each in run.outcomes}
    return any(weights.get(number) == "balanced" for number in numbers)
