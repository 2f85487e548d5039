"""Each look at the test part is counted before it is shown; a second one must be asked for."""

import json
import re

import pandas as pd
import pytest
from click.testing import CliRunner

import hpsearch.runs.looking
from hpsearch.cli.commands import commands
from hpsearch.errors import DataError, InUseError, UsageError
from hpsearch.report.sections.ensemble import EnsembleSection
from hpsearch.report.sections.looks import looks_sentence
from hpsearch.runs.folder.lock import held
from hpsearch.runs.run import Run
from hpsearch.runs.unfinished import unfinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers


@pytest.fixture
def searched(small, tmp_path):
    """Gives the folder of a small search."""

    def folder(**sections):
        sections["search"] = {"trials": 2, "rounds": 1, **sections.get("search", {})}
        list(search(small(**sections), tmp_path / "run", start_workers(1)))
        return tmp_path / "run"

    return folder


def ensemble_sentences(run):
    (section,) = EnsembleSection().sections([run], None)
    return section.sentences


def invoked(*arguments):
    return CliRunner().invoke(commands, [str(argument) for argument in arguments])


@pytest.mark.parametrize("source", ["iris", "wine", "breast_cancer", "moons", "diabetes"])
def test_a_run_is_judged_on_its_test_part(searched, source):
    folder = searched(data={"source": source})
    found = Run(folder).evaluate()
    metrics = found.metrics.set_index("metric")
    assert found.looks == 1
    headline = "rmse" if source == "diabetes" else "error"
    assert metrics.dev[headline] == pytest.approx(Run(folder).comparisons[0].value)
    assert metrics.low[headline] <= metrics.value[headline] <= metrics.high[headline]
    assert "linear" in metrics.columns
    assert "looked at once" in repr(found)
    written = pd.read_csv(folder / "test.csv")
    assert written.value[0] == found.metrics.value[0]
    assert set(written.judged) == {found.judged}
    assert (set(found.tables) == {"metrics", "residuals", "worst"}) == (source == "diabetes")


def test_the_counts_of_the_tables_are_those_of_the_rows(searched):
    found = Run(searched()).evaluate()
    classes, confusion = found.frame("classes"), found.frame("confusion").set_index("actual")
    assert list(confusion.sum(axis=1)) == list(classes.rows)
    assert list(confusion.sum(axis=0)) == list(classes.predicted)
    assert found.frame("calibration").rows.sum() == found.rows == classes.rows.sum()


def test_a_second_look_must_be_asked_for_and_is_counted(searched):
    folder = searched()
    first = invoked("evaluate", folder)
    assert first.exit_code == 0
    refused = invoked("evaluate", folder)
    assert refused.exit_code == 2
    assert "looked at once already" in refused.output
    assert len(Run(folder).looks) == 1
    again = invoked("evaluate", folder, "--again", "--trial", 1)
    assert "looked at 2 times" in again.output
    assert [look.number for look in Run(folder).looks][1:] == [1]


def test_the_same_figures_come_back_from_python_and_the_command(searched):
    folder = searched()
    found = Run(folder).evaluate()
    shown = json.loads(invoked("evaluate", folder, "--again", "--format", "json").stdout)
    assert (shown["judged"], shown["networks"]) == (found.judged, found.networks)
    assert shown["metrics"] == json.loads(found.metrics.to_json(orient="records", double_precision=15)) or [
        row["value"] for row in shown["metrics"]
    ] == list(found.metrics.value)


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_every_report_says_how_often_the_test_part_was_looked_at(searched, form, tmp_path):
    folder = searched()
    assert "test part" not in invoked("report", folder, "--format", form).output
    assert invoked("evaluate", folder, "--format", form).exit_code == 0
    output = invoked("report", folder, "--format", form, "--html", tmp_path / "page.html").output
    assert re.search(r'looked at once|"looks_at_the_test_part": 1', output)
    assert "looked at once" in (tmp_path / "page.html").read_text()


def test_a_look_that_is_interrupted_before_it_is_shown_is_counted(searched, monkeypatch):
    folder = searched()

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(hpsearch.runs.looking, "write_table", killed)
    with pytest.raises(KeyboardInterrupt):
        Run(folder).evaluate()
    assert len(Run(folder).looks) == 1


def test_a_labelled_file_is_judged_without_being_counted(searched, tmp_path):
    rows = [(number % 10, number % 3, "yes" if number % 10 > 4 else "no") for number in range(200)]
    frame = pd.DataFrame(rows, columns=["a", "b", "bought"])
    frame.to_csv(tmp_path / "table.csv", index=False)
    frame[:50].to_csv(tmp_path / "new.csv", index=False)
    frame[["a", "b"]].to_csv(tmp_path / "without.csv", index=False)
    folder = searched(data={"source": str(tmp_path / "table.csv")})
    shown = invoked("evaluate", folder, "--data", tmp_path / "new.csv")
    assert shown.exit_code == 0, shown.output
    assert "on 50 rows of" in shown.output
    found = Run(folder).evaluate(frame[:50])
    assert found.metrics.value[0] == pytest.approx(1 - Run(folder).model().score(frame[:50]))
    assert Run(folder).looks == ()
    with pytest.raises(DataError, match="bought"):
        Run(folder).evaluate(tmp_path / "without.csv")
    unknown = frame[:20].assign(bought="perhaps")
    unknown.loc[0, "bought"] = "yes"
    unknown.to_csv(tmp_path / "unknown.csv", index=False)
    said = r"unknown\.csv: column 'bought' holds 'perhaps' in row 2, which is no class of the model's"
    with pytest.raises(DataError, match=said):
        Run(folder).evaluate(tmp_path / "unknown.csv")


def test_a_trial_that_the_run_does_not_have_is_refused_before_another_look_is(searched):
    folder = searched()
    Run(folder).evaluate()
    shown = invoked("evaluate", folder, "--trial", 99)
    assert shown.exit_code == 2
    assert "trial 99 is not among its" in shown.output


def test_data_without_a_test_part_are_refused_in_a_sentence(searched):
    with pytest.raises(UsageError, match="no test part"):
        Run(searched(data={"split": {"train": 0.7, "dev": 0.3}})).evaluate()


def test_data_that_changed_are_refused(searched, tmp_path):
    table = "\n".join(f"{number % 9},{number % 2}" for number in range(100))
    (tmp_path / "table.csv").write_text(f"a,b\n{table}\n")
    folder = searched(data={"source": str(tmp_path / "table.csv"), "task": "classification"})
    (tmp_path / "table.csv").write_text(f"a,b\n{table}\n3,1\n")
    with pytest.raises(UsageError, match="data have changed"):
        Run(folder).evaluate()
    assert Run(folder).looks == ()


def test_a_run_in_use_is_not_evaluated(searched):
    folder = searched()
    with held(folder), pytest.raises(InUseError):
        Run(folder).evaluate()


def test_a_search_that_has_not_ended_needs_a_trial_by_name(small, tmp_path):
    events = search(small(), tmp_path / "run", start_workers(1))
    while len((getattr(next(events), "outcome", None) and Run(tmp_path / "run").outcomes) or []) < 1:
        pass
    events.close()
    run = Run(tmp_path / "run")
    assert run.progress[0] < run.progress[1]
    with pytest.raises(UsageError, match=r"stopped before its end.*--resume` finishes it, and --trial"):
        run.evaluate()
    assert run.evaluate(trial=run.best.number).looks == 1


def test_a_search_that_was_stopped_before_its_last_training_says_so(small, tmp_path):
    config = small(search={"trials": 4, "finalists": {"count": 2, "repeats": 2}, "refit": True})
    events = search(config, tmp_path / "run", start_workers(1))
    while "search.refit" not in getattr(next(events), "sentence", ""):
        pass
    events.close()
    run = Run(tmp_path / "run")
    assert run.progress == (4, 4)
    assert not run.has_ended
    with pytest.raises(UsageError, match="stopped before its end"):
        run.evaluate()
    assert unfinished(run) in ensemble_sentences(run)
    assert unfinished(run) in invoked("predict", run.folder, "iris").stderr
    list(search(config, run.folder, start_workers(1), existing=Existing.CONTINUE))
    assert unfinished(Run(run.folder)) == ""
    assert Run(run.folder).evaluate().refit


def test_the_figure_of_an_earlier_model_is_not_given_to_the_present_one(small, tmp_path):
    first, more = (small(search={"trials": trials, "ensemble": "none", "seed": 1}) for trials in (1, 4))
    list(search(first, tmp_path / "run", start_workers(1)))
    before = Run(tmp_path / "run")
    before.evaluate()
    assert "earlier" not in looks_sentence(Run(before.folder))
    list(search(more, before.folder, start_workers(1), existing=Existing.CONTINUE))
    after = Run(before.folder)
    assert after.best.number != before.best.number
    assert "looked at once, with an earlier model, trial 0: test_error" in looks_sentence(after)
    assert "the present model has not been judged" in looks_sentence(after)
    after.evaluate(again=True)
    assert "earlier" not in looks_sentence(Run(before.folder))


@pytest.mark.parametrize(("source", "metric"), [("iris", "test_log_loss"), ("diabetes", "test_rmse")])
def test_a_search_by_the_training_loss_tells_a_figure_of_the_test_part(searched, source, metric):
    run = Run(searched(data={"source": source}, search={"metric": "dev_loss"}))
    value = run.evaluate().metrics.set_index("metric").value[metric.removeprefix("test_")]
    (told,) = re.findall(
        rf"looked at once, with trial \d+: {metric} ([\d.]+) \(95 % interval", looks_sentence(Run(run.folder))
    )
    assert float(told) == pytest.approx(value, rel=0.05)


def test_it_is_said_that_the_model_learnt_more_rows_than_the_baselines(searched, tmp_path):
    rows = pd.DataFrame({"a": [number % 10 for number in range(200)]})
    rows["bought"] = rows.a.gt(4).map({True: "yes", False: "no"})
    rows.to_csv(tmp_path / "table.csv", index=False)
    run = Run(searched(data={"source": str(tmp_path / "table.csv")}, search={"refit": True}))
    found = run.evaluate()
    assert found.judged.endswith("(trained again on train and dev, as 6 networks)")
    assert found.refit == run.evaluate(rows).refit == run.ensemble.refit > 0
    assert "the baselines on the training part alone" in repr(found)
