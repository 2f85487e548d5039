"""Every sampler in a search: the same tables for any number of workers, after a resume, and when extended."""

import pytest

from hpsearch.config import config_from
from hpsearch.errors import ConfigError
from hpsearch.panda.mode import Panda
from hpsearch.runs.run import Run
from hpsearch.samplers import SAMPLERS
from hpsearch.search.events import TrialFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.prepare import prepare
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers
from tests.conftest import config_with
from tests.kept_workers import kept_workers
from tests.samplers.installed import every_sampler

CONDITIONAL = {
    "units": {"low": 4, "high": 8, "per_layer": True},
    "layers": {"low": 1, "high": 2},
    "l2": {"low": 1e-2, "high": 1, "scale": "log", "or_zero": 0.5},
    "beta1": {"low": 0.5, "high": 0.9, "scale": "reverse_log", "when": {"optimizer": ["adam"]}},
    "epochs": 1,
}
"""Beside the small search's: axes that not every trial uses."""


@pytest.fixture
def searched(small, tmp_path):
    """The rows of a search with a sampler, kept in a folder of that name."""

    def rows(sampler, folder, jobs=1, trials=12, **options):
        prepared = small(hyperparameters=CONDITIONAL, search={"sampler": sampler, "trials": trials, "rounds": 3})
        for _ in search(prepared, tmp_path / folder, kept_workers(jobs), **options):
            pass
        return (tmp_path / folder / "trials.csv").read_bytes()

    return rows


@every_sampler
def test_any_number_of_workers_gives_the_same_trials(searched, name):
    assert searched(name, "one") == searched(name, "two", jobs=2)


@every_sampler
@pytest.mark.parametrize("stop_after", [2, 5, 9])
def test_a_resumed_search_is_the_one_that_was_not_interrupted(small, searched, tmp_path, name, stop_after):
    how = {"mode": "panda", "sampler": name, "trials": 12, "rounds": 3}
    prepared = small(hyperparameters=CONDITIONAL, search=how)
    events = search(prepared, tmp_path / "cut", start_workers(1), mode=Panda())
    for event in events:
        if isinstance(event, TrialFinished) and event.outcome.number == stop_after:
            events.close()
    for _ in search(prepared, tmp_path / "cut", start_workers(1), existing=Existing.CONTINUE, mode=Panda()):
        pass
    assert (tmp_path / "cut" / "trials.csv").read_bytes() == searched(name, "whole")


@every_sampler
def test_an_extended_search_keeps_its_trials(searched, name):
    """An extended search keeps its trials and appends rounds of their size."""
    first = searched(name, "run")
    more = searched(name, "run", trials=21, existing=Existing.CONTINUE)
    assert more.startswith(first)
    rounds = [row.split(b",")[1] for row in more.splitlines()[1:]]
    assert rounds == [b"%d" % (number // 4 + 1) for number in range(21)]
    assert searched(name, "run", trials=21, existing=Existing.CONTINUE) == more


@every_sampler
def test_settings_are_those_that_the_space_allows(searched, tmp_path, name):
    searched(name, "run")
    for outcome in Run(tmp_path / "run").outcomes:
        settings = outcome.settings
        assert len(settings["units"]) == settings["layers"]
        assert ("beta1" in settings) == (settings["optimizer"] == "adam")
        assert settings["l2"] == 0 or 0.01 <= settings["l2"] <= 1
        assert 0.5 <= settings.get("beta1", 0.5) <= 0.9


def refusal(**sections):
    prepared = prepare(config_from(config_with(**sections)))
    with pytest.raises(ConfigError) as error:
        prepared.conversation(4, prepared.trials)
    return str(error.value)


@pytest.mark.parametrize("name", SAMPLERS)
def test_an_option_that_no_sampler_has_is_refused(name):
    told = refusal(search={"sampler": {"name": name, "n_ei_candidate": 3, "depth": 1}})
    assert len(told.splitlines()) == 2
    assert told.startswith("config: search.sampler.n_ei_candidate: unknown key 'n_ei_candidate'; expected ")
    assert ("did you mean 'n_ei_candidates'?" in told) == (name == "tpe")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"name": "tpe", "n_ei_candidates": 10**12},
            "n_ei_candidates is 1000000000000; expected a whole number from 1 to 1,000,000",
        ),
        ({"name": "tpe", "n_ei_candidates": 0}, "n_ei_candidates is 0; expected a whole number from 1 to 1,000,000"),
        ({"name": "tpe", "group": "yes", "n_startup_trials": 1.5}, 'group is "yes"; expected true or false; n_st'),
        ({"name": "tpe", "multivariate": False}, "group needs multivariate; give group: false, too"),
        ({"name": "qmc", "qmc_type": "sobel"}, "qmc_type is 'sobel'; expected sobol or halton"),
        ({"name": "qmc", "qmc_type": 3}, "qmc_type is 3; expected a word"),
        ({"name": "cmaes", "popsize": True}, "popsize is true; expected a whole number from 1 to 1,000,000"),
        ({"name": "cmaes", "popsize": 3}, "popsize is 3; expected at least 4"),
        ({"name": "cmaes", "lr_adapt": True, "with_margin": True}, "It is prohibited"),
        ({"name": "grid", "points": 0}, "points is 0; expected a whole number from 1 to 1,000,000"),
        ({"name": "grid", "points": 10**6}, "the grid has more than 100,000 points; expected fewer"),
    ],
)
def test_a_wrong_value_of_an_option_is_refused_with_a_sentence(options, sentence):
    told = refusal(search={"sampler": options})
    assert told.startswith(f"config: search.sampler: {options['name']} cannot be set up: {sentence}")


@pytest.mark.parametrize(("name", "package"), [("gp", "torch"), ("gp", "scipy"), ("qmc", "scipy"), ("cmaes", "cmaes")])
def test_a_sampler_without_its_package_says_what_to_install(monkeypatch, name, package):
    monkeypatch.setattr("hpsearch.system.packages.find_spec", lambda asked: None if asked == package else asked)
    told = refusal(search={"sampler": name})
    assert told == (
        f'config: search.sampler: {name} needs {package}, which is not installed; pip install "hpsearch[samplers]"'
    )


def test_a_sampler_that_cannot_be_set_up_begins_no_run(small, tmp_path):
    with pytest.raises(ConfigError):
        list(search(small(search={"sampler": {"name": "tpe", "group": 3}}), tmp_path / "run", start_workers(1)))
    assert not (tmp_path / "run").exists()


START = [{"optimizer": "adam", "learning_rate": 0.05, "beta1": 0.8}, {"layers": 2, "units": [4, 8]}, {"l2": 0}]


@every_sampler
def test_the_settings_of_start_are_tried_first(small, tmp_path, name):
    """The settings of start are tried first and what they leave out is drawn."""
    how = {"sampler": name, "trials": 8, "rounds": 4, "start": START}
    prepared = small(hyperparameters=CONDITIONAL, search=how)
    for _ in search(prepared, tmp_path, start_workers(1)):
        pass
    before = (tmp_path / "trials.csv").read_bytes()
    by_number = {outcome.number: outcome.settings for outcome in Run(tmp_path).outcomes}
    assert len(by_number) == 8
    for number, settings in enumerate(START):
        assert {key: by_number[number][key] for key in settings} == settings
        assert set(by_number[number]) >= {"layers", "units", "l2", "optimizer", "learning_rate"}
    more = small(hyperparameters=CONDITIONAL, search={**how, "trials": 10})
    for _ in search(more, tmp_path, start_workers(1), existing=Existing.CONTINUE):
        pass
    assert (tmp_path / "trials.csv").read_bytes().startswith(before)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"sampler": "random"}, ""),
        ({"sampler": "grid"}, "the grid has 64 points"),
        ({"sampler": "grid", "trials": 9}, "the grid has 8 points; the last trial is drawn at random"),
        ({"sampler": {"name": "grid", "points": 3}, "trials": 5}, "the grid has 6 points, of which the seed draws 5"),
        ({"sampler": "grid", "trials": 9, "start": [{"learning_rate": 0.01}]}, "the grid has 8 points"),
    ],
)
def test_a_grid_says_how_it_fills_the_trials(small, tmp_path, options, sentence):
    prepared = small(search={"trials": 64, **options})
    assert prepared.grid_sentence(prepared.trials, prepared.trials) == sentence
    assert next(search(prepared, tmp_path, start_workers(1))).grid == sentence


def test_a_grid_that_fits_is_searched_whole(small, tmp_path):
    for _ in search(small(search={"sampler": "grid"}), tmp_path, start_workers(1)):
        pass
    tried = [outcome.settings for outcome in Run(tmp_path).outcomes]
    rates = sorted({settings["learning_rate"] for settings in tried})
    assert rates == pytest.approx([1e-3, 10 ** (-7 / 3), 10 ** (-5 / 3), 1e-1])
    assert len({(settings["optimizer"], settings["learning_rate"]) for settings in tried}) == 8
