"""What the advice says to run after trials that diverged."""

import pytest

from hpsearch.diagnosis.advice import remembers_diverged
from hpsearch.diagnosis.finding import ConfigChange
from hpsearch.records import replace
from hpsearch.trials.outcomes import Status
from tests.diagnosis.made import evidence

LONGER = ConfigChange("hyperparameters.epochs", 10, 40)
LOWER = ConfigChange("hyperparameters.learning_rate.high", 100, 0.3)


@pytest.mark.parametrize(
    ("changes", "diverged", "remembered"),
    [
        ([LOWER, LONGER], True, True),
        ([LOWER, LONGER], False, False),
        ([LOWER], True, False),
        ([ConfigChange("hyperparameters.epochs", 40, 10)], True, False),
        ([LONGER, ConfigChange("search.metric", "auto", "dev_auc")], True, False),
    ],
)
def test_where_trials_diverged_is_remembered_by_longer_trainings(changes, diverged, remembered):
    made = evidence()
    if diverged:
        last = replace(made.trials[-1], status=Status.DIVERGED)
        made = replace(made, trials=(*made.trials[:-1], last))
    assert remembers_diverged(made, changes) == remembered


def test_advice_after_diverged_trials_names_the_run_for_longer_ones(command, tmp_path):
    """Followed to the letter, it would otherwise raise the rates again to where trials diverged, and so on."""
    (tmp_path / "m.yaml").write_text(
        "data: {source: diabetes}\n"
        "hyperparameters: {units: [8], optimizer: sgd, learning_rate: {low: 1e-2, high: 100, scale: log}, epochs: 2}\n"
        "search: {trials: 12, rounds: 1, finalists: null, ensemble: none}\n"
    )
    out = command("run", "m.yaml", "--jobs", "1").stdout
    assert "try hyperparameters.epochs: 2 → 8 (not trained to its end)" in out
    told = "(another hyperparameters.epochs trains all trials anew; what diverged is remembered)"
    assert f"; then `hpsearch run next.yaml --from runs/m` {told}" in out
    command("export", "runs/m", "--to", "next", "-o", "next.yaml")
    assert "without --from" not in (tmp_path / "next.yaml").read_text()
    command("run", "next.yaml", "--from", "runs/m", "--jobs", "1")
