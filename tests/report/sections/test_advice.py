"""What is advised, in the words of what the user typed."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import hpsearch
from hpsearch.diagnosis.advice import advised as advised_findings
from hpsearch.diagnosis.advice import changes_of, diagnosed, waiting
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase
from hpsearch.records import replace
from hpsearch.report.sections.advice import advice_sentences, verdict_sentences
from hpsearch.runs.run import Run
from tests.conftest import config_with
from tests.diagnosis.made import config as config_of
from tests.diagnosis.made import with_winner
from tests.diagnosis.shown import SHOWN


def advised(key, before, after, *overridden):
    """The first sentence of advice on one key, after a command that gave some keys."""
    change = ConfigChange(key, before, after)
    return told((change, Finding("high_bias", "s", Phase.SEARCH, changes=(change,))), overridden=overridden)[0]


def told(*changes, overridden=(), waits=None, config=None):
    """The sentences of advice on some changes, each with its finding."""
    run = SimpleNamespace(folder=Path("runs/a"), overridden=frozenset(overridden), config=config or config_of())
    return advice_sentences(run, changes, waits)


@pytest.mark.parametrize(
    ("key", "before", "after", "typed"),
    [
        ("search.time_limit", 30.0, 60.0, "try --time 60 in place of --time 30 (high bias)"),
        ("search.trials", 8, 16, "try --trials 16 in place of --trials 8 (high bias)"),
        (
            "hyperparameters.units",
            [4],
            {"choices": [[4], [16]]},
            (
                "try --set 'hyperparameters.units={choices: [[4], [16]]}' "
                "in place of --set 'hyperparameters.units=[4]' (high bias)"
            ),
        ),
    ],
)
def test_what_the_command_line_gave_is_changed_there(key, before, after, typed):
    assert advised(key, before, after, key, "search.trials", "data.task") == typed
    assert advised(key, before, after).startswith(f"try {key}: ")


def test_time_that_was_given_by_set_is_advised_by_set():
    """`--time` would also change the number of trials, where the config states one."""
    typed = "try --set search.time_limit=60 in place of --set search.time_limit=30 (high bias)"
    assert advised("search.time_limit", 30.0, 60.0, "search.time_limit") == typed


def test_a_run_knows_which_keys_the_command_line_gave(tmp_path):
    config = config_with(search={"trials": 2, "rounds": 1})
    given = ["search.trials=3", "hyperparameters.units={choices: [[4], [8]]}"]
    run = hpsearch.run(config, overrides=given, out=tmp_path / "run", jobs=1)
    assert run.overridden == {"search.trials", "hyperparameters.units"}
    assert hpsearch.run(config, out=tmp_path / "other", jobs=1).overridden == frozenset()


def test_time_that_was_given_as_an_option_is_advised_as_one(command, tmp_path):
    """Also where `run TABLE --time` wrote the same time into the config."""
    command("run", "iris", "--time", "0.5", "--out", "run")
    text = (tmp_path / "iris.yaml").read_text()
    assert "time_limit: 0.5" in text
    assert "search.time_limit" in Run(tmp_path / "run").overridden


@pytest.mark.parametrize(
    ("key", "before", "after", "anew"),
    [
        ("search.metric", "auto", "x", True),
        ("data.split", "auto", "x", True),
        ("data.split", {"train": 0.7, "dev": 0.3}, {"folds": 5, "test": 0.0}, True),
        ("hyperparameters.epochs", 59, 118, True),
        ("hyperparameters.class_weight", None, "balanced", True),
        ("hyperparameters.l2", 0, {"low": 0.01, "high": 100}, True),
        ("hyperparameters.l2", 0, {"low": 0.01, "high": 100, "or_zero": True}, False),
        ("hyperparameters.keep_prob", 1, {"low": 0.5, "high": 1}, False),
        ("hyperparameters.input_scale", False, {"choices": [False, True]}, False),
        ("hyperparameters.learning_rate.high", 1, 10, False),
        ("hyperparameters.l2", {"low": 0.01, "high": 100}, 0.5, False),
        ("hyperparameters.batch_size", "full", {"low": 32, "high": 256}, True),
        ("hyperparameters.batch_size", "auto", {"low": 32, "high": 256}, True),
        ("hyperparameters.patience", {"low": 1, "high": 4}, 4, False),
        ("hyperparameters.patience", {"low": 1, "high": 4}, 8, True),
        (
            "hyperparameters.beta1",
            {"low": 0.9, "high": 0.99},
            {"choices": [0.95], "when": {"optimizer": ["adam"]}},
            False,
        ),
        ("hyperparameters.activation", {"choices": ["relu", "elu"]}, "elu", False),
        ("data.normalize", {"choices": ["standard", "robust"]}, "x", False),
        ("search.refit", False, True, False),
    ],
)
def test_where_no_trial_can_be_taken_over_the_advice_says_so(key, before, after, anew):
    change = ConfigChange(key, before, after)
    *_, last = told((change, Finding("class_imbalance", "s", Phase.TRAINING)))
    command = "`hpsearch run next.yaml` (another {key} trains all trials anew)"
    taking = "`hpsearch run next.yaml --from runs/a` (trials that fit are taken over)"
    assert last.endswith(f"; then {command.format(key=key) if anew else taking}")


def test_the_advice_on_a_panda_says_that_it_takes_no_trial_over():
    """Each may have been changed by hand, so that `--from` is refused, whatever the advice changes."""
    change = ConfigChange("hyperparameters.learning_rate.high", 1, 10)
    panda = config_of(search={"mode": "panda", "finalists": None})
    *_, last = told((change, Finding("high_bias", "s", Phase.BIAS)), config=panda)
    assert last.endswith(
        "; then `hpsearch run next.yaml` (no trial of a panda, which may be changed by hand, is taken over)"
    )


def test_high_variance_that_waits_is_told():
    """What fails to train comes first, as after it the verdict may be another."""
    shows = with_winner(SHOWN["inputs_not_normalised"][0], train_error=0.0, dev_error=0.1)
    found = diagnosed(shows)
    told_ = told(*changes_of(shows, advised_findings(found)), waits=waiting(found))
    assert "high_variance" in {finding.name for finding in found}
    assert told_[0] == "try data.normalize: none → standard (inputs not normalised)"
    assert (
        "hyperparameters.keep_prob (high variance) waits for the next run: first training and bias, then variance"
        in told_
    )
    biased = SHOWN["high_bias"][0]
    assert waiting(diagnosed(biased)) is None


@pytest.mark.parametrize("verdict", ["high_bias", "high_variance"])
def test_what_explains_a_bias_comes_before_it_and_any_other_verdict_first(verdict):
    """Training that ends too early makes a bias whatever the network could fit, but no variance."""
    shows, _ = SHOWN[verdict]
    shows = replace(shows, curve=SHOWN["not_trained_to_its_end"][0].curve)
    first, *_ = shows.trials
    shows = replace(shows, trials=(replace(first, best_epoch=40), *shows.trials[1:]))
    found = diagnosed(shows)
    order = ["not_trained_to_its_end", "high_bias"] if verdict == "high_bias" else ["high_variance"]
    assert [each.name for each in advised_findings(found)][: len(order)] == order
    sentences = [each.split(":")[0] for each in verdict_sentences(found)]
    in_words = [name.replace("_", " ") for name in order]
    assert sentences[: len(order)] == in_words


def test_what_has_no_influence_is_not_what_limits_the_result():
    """It was the first sentence, in bold letters, above that on neither bias nor variance."""
    change = ConfigChange("hyperparameters.activation", {"choices": ["relu", "silu"]}, "relu")
    narrows = Finding("no_influence", "activation explains nothing", Phase.SEARCH, changes=(change,))
    neither = Finding("neither_bias_nor_variance", "neither", Phase.SEARCH)
    few = Finding("too_few_seeds", "too few seeds", Phase.SEARCH, changes=(ConfigChange("search.trials", 1, 2),))
    assert verdict_sentences([narrows, neither]) == ["neither", "activation explains nothing"]
    assert verdict_sentences([few, narrows, neither]) == ["too few seeds", "neither", "activation explains nothing"]


def test_that_the_parts_differ_is_told_beside_any_number_of_findings():
    """The others were measured on the part that differs."""
    many = [Finding(f"n{number}", f"sentence {number}", Phase.BIAS) for number in range(6)]
    differ = [Finding("mismatched_parts", sentence, Phase.DATA) for sentence in ("dev differs", "test differs")]
    told_ = verdict_sentences([*many, *differ])
    assert told_ == [*(f"sentence {number}" for number in range(4)), "dev differs"]
    assert verdict_sentences([*many[:2], *differ]) == ["sentence 0", "sentence 1", "dev differs", "test differs"]


@pytest.mark.parametrize(("rows", "told"), [(40, True), (99, True), (100, False)])
def test_a_dev_part_of_few_rows_is_told_beside_any_number_of_findings(rows, told):
    """Every figure of the report rests on them; it was the fifth finding, of which four are told."""
    many = [Finding(f"n{number}", f"sentence {number}", Phase.BIAS) for number in range(5)]
    small = Finding("dev_part_too_small", "too small", Phase.DATA, evidence={"rows": rows})
    assert ("too small" in verdict_sentences([*many, small])) == told
    assert verdict_sentences([many[0], small]) == ["sentence 0", "too small"]


def test_a_run_of_a_config_of_another_metric_without_from_works(command, tmp_path):
    """The path that the report of lopsided classes shows; with --from there is nothing to take over."""
    draw = np.random.default_rng(0)
    x = draw.normal(size=(400, 2))
    y = np.where(x[:, 0] > np.sort(x[:, 0])[-25], "yes", "no")
    pd.DataFrame(x, columns=["a", "b"]).assign(y=y).to_csv(tmp_path / "t.csv", index=False)
    search = "{trials: 2, rounds: 1, finalists: null}"
    small = "hyperparameters: {units: [4], epochs: 2, learning_rate: {low: 1e-3, high: 1e-1, scale: log}}"
    (tmp_path / "t.yaml").write_text(f"data: {{source: t.csv}}\n{small}\nsearch: {search}\n")
    out = command("run", "t.yaml").stdout
    assert "try search.metric: auto → dev_auc (class imbalance)" in out
    assert "; then `hpsearch run next.yaml` (another search.metric trains all trials anew)" in out
    assert "dev_balanced_accuracy" not in out
    command("export", "runs/t", "--to", "next", "-o", "next.yaml")
    assert "without --from" in (tmp_path / "next.yaml").read_text()
    command("run", "next.yaml", "--from", "runs/t", code=2)
    command("run", "next.yaml")
