"""Evaluate a run's model on its test part; each evaluation is counted before its result is shown."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from hpsearch.errors import UsageError
from hpsearch.evaluation.evaluating import on_new_rows, on_test_part
from hpsearch.evaluation.evaluation import Evaluation, baseline_columns
from hpsearch.evaluation.judged_rows import RecordedFigures
from hpsearch.evaluation.labelled_rows import JudgingColumns, LabelledRows
from hpsearch.records import replace
from hpsearch.runs.balanced import balanced_sentence
from hpsearch.runs.folder.lock import held
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.disk.ours import check_ours
from hpsearch.runs.tables.column import Names, table_of
from hpsearch.runs.tables.found import TEST
from hpsearch.runs.tables.tables import write_table
from hpsearch.runs.trained_model import (
    averaged,
    chosen_model,
    chosen_trial,
    is_refit_alone,
    model_words,
    refit_count,
)
from hpsearch.runs.unfinished import unfinished
from hpsearch.search.prepare import networks, prepare
from hpsearch.text.command_line import command
from hpsearch.trials.looks import Look
from hpsearch.trials.table import Table

if TYPE_CHECKING:
    from hpsearch.models.predictor import Predictor
    from hpsearch.runs.run import Run

TEST_TABLE = "test.csv"


def look_at_test_part(run: "Run", trial: int | None, at: float, *, again: bool) -> Evaluation:
    """Evaluate the model of a trial, None for the winner, on the test part, and store the result in the run.

    Raises UsageError if the test part was evaluated before and `again` is not set, if the search has not ended and no
    trial is given, or if the data have changed or have no test part; InUseError while the run is being written.
    """
    outcome = chosen_trial(run, trial)
    _refuse_again(run.folder, len(run.looks), again=again)
    if trial is None:
        _refuse_unfinished(run)
    with held(run.folder):
        check_ours(run.folder, [TEST_TABLE])
        objective = networks(prepare(run.config))
        if run.meta("data") != objective.fingerprint:
            raise UsageError(f"{run.folder}: its data have changed since, so its test part is gone; restore them")
        model = chosen_model(run, trial)
        with Database.reopen(run.folder) as database:
            looks = len(database.looks())
            _refuse_again(run.folder, looks, again=again)
            before = run.network() if is_refit_alone(run, trial) else None
            found = on_test_part(
                model, model_words(run, trial), outcome, objective, looks + 1, _recorded(run, trial), before
            )
            checksum = "" if trial is not None else run.model_checksum or ""
            of_classes = balanced_sentence(run, trial)
            found = replace(found, refit=refit_count(run, trial), checksum=checksum, about_probabilities=of_classes)
            database.add_look(Look(outcome.number, at, found.as_json()))
        write_table(found_table(found), run.folder / TEST_TABLE)
    return found


def judged_on_file(run: "Run", trial: int | None, rows: Any) -> Evaluation:
    """Evaluate the model of a trial, None for the winner, on other labelled rows: a path or a frame. Not counted."""
    outcome = chosen_trial(run, trial)
    source = str(rows) if isinstance(rows, str | Path) else "new rows"
    model = chosen_model(run, trial)
    data = run.meta("config")["data"]
    columns = JudgingColumns(data.get("weight"), data.get("group"))
    labelled = LabelledRows.read(model, rows, source, columns)
    words, metric = model_words(run, trial), run.ranking.metric
    found = on_new_rows(model, words, outcome.number, labelled, metric, _positive(run, model))
    of_classes = balanced_sentence(run, trial)
    return replace(found, looks=len(run.looks), refit=refit_count(run, trial), about_probabilities=of_classes)


def found_table(found: Evaluation) -> Table:
    """Return the table of test.csv: the metrics, then the RMSE of each target, or precision and recall per class."""
    metrics = found.tables["metrics"]
    rows: list[dict[str, Any]] = [dict(zip(metrics.header, row, strict=True)) for row in metrics.rows]
    if "targets" in found.tables:
        targets = found.tables["targets"]
        rows += [
            {"metric": targets.header[1], **dict(zip(("target", "value", *targets.header[2:]), row, strict=True))}
            for row in targets.rows
        ]
    if "classes" in found.tables:
        classes = found.tables["classes"]
        for row in classes.rows:
            of_class = dict(zip(classes.header, row, strict=True))
            rows += [
                {
                    "metric": name,
                    "class": of_class["class"],
                    "value": of_class[name],
                    "low": of_class[f"{name}_low"],
                    "high": of_class[f"{name}_high"],
                }
                for name in ("precision", "recall")
            ]
    rows = [{**row, "judged": found.judged} for row in rows]
    return table_of(
        TEST, Names("", baseline_columns(metrics), dev="dev" in metrics.header, targets="targets" in found.tables), rows
    )


def _recorded(run: "Run", trial: int | None) -> RecordedFigures | None:
    """The cross-fitted dev figures of an ensemble; None for a network, which is judged on the dev part itself."""
    record = averaged(run, trial)
    return None if record is None else RecordedFigures(record.metrics)


def _positive(run: "Run", model: "Predictor") -> int | None:
    """Return the index of the positive class in the search; None if its data are missing."""
    if len(model.classes) != 2:
        return 1
    stated = run.meta("config")["data"].get("positive", "auto")
    if stated != "auto":
        return model.classes.index(stated)
    try:
        return networks(prepare(run.config)).dataset.positive
    except UsageError:
        return None


def _refuse_again(folder: Path, looks: int, *, again: bool) -> None:
    if looks and not again:
        times = "once" if looks == 1 else f"{looks} times"
        raise UsageError(
            f"{folder}: the test part was looked at {times} already, and each look makes it worth less; "
            f"`{command('report', folder)}` shows what was found, --again looks once more and is counted"
        )


def _refuse_unfinished(run: "Run") -> None:
    """Raise UsageError if the search was stopped before its end, as its model may change."""
    if sentence := unfinished(run):
        raise UsageError(f"{sentence}, and --trial {run.best.number} judges the best trial so far")
