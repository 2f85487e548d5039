"""What a round was drawn from: stored in the hyperparameters' values, once, whatever happens meanwhile."""

import pytest

from hpsearch.runs.run import Run
from hpsearch.search.events import RoundFinished, TrialFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.proposals.own_values import in_own_values
from hpsearch.search.search import search
from hpsearch.space import Choice, Range, Space
from hpsearch.trials.regions import AxisRegion, RoundRegion
from hpsearch.workers.backends import start_workers
from tests.kept_workers import kept_workers

SPACE = Space.of(
    {
        "units": Choice(([8], [16, 8])),
        "learning_rate": Range(1e-4, 1, "log"),
        "beta1": Range(0.9, 0.999, "reverse_log"),
        "l2": Range(1e-2, 100, "log", or_zero=0.125),
    }
)


def own(*axes):
    """Regions over Optuna's parameters, by axis in the hyperparameters' values."""
    return {axis.name: axis for axis in in_own_values(RoundRegion(4, axes), SPACE).axes}


def test_momentum_is_told_as_itself_and_so_is_its_end():
    beta = own(AxisRegion("1-beta1", 1e-3, 1e-2, 1e-3, 0.5, "lower"))["beta1"]
    assert (beta.low, beta.high, beta.best) == pytest.approx((0.99, 0.999, 0.999))
    assert beta.edge == "upper"


def test_a_list_is_told_as_the_config_has_it():
    assert own(AxisRegion("units", "[16, 8]", "[16, 8]", "[16, 8]", 0.5))["units"].best == [16, 8]


def test_the_switch_of_a_range_with_zero_is_told_as_part_of_it():
    number = AxisRegion("l2", 0.01, 1.0, 0.01, 0.25, "lower")

    def l2(low, high, best, *numbers):
        return own(AxisRegion("l2=0", low, high, best, 0.125), *numbers)["l2"]

    assert l2(0.3, 0.9, 0.5, number) == AxisRegion("l2", 0.01, 1.0, 0.01, 0.375, "lower")
    assert l2(0.0, 0.9, 0.5, number) == AxisRegion("l2", 0.01, 1.0, 0.01, 0.375, "lower", zero=True)
    assert l2(0.0, 0.9, 0.1, number) == AxisRegion("l2", 0.01, 1.0, 0.0, 0.375, "", zero=True)
    assert l2(0.0, 0.1, 0.05, number) == AxisRegion("l2", 0.0, 0.0, 0.0, 0.375, zero=True)
    assert l2(0.0, 0.1, 0.05) == AxisRegion("l2", 0.0, 0.0, 0.0, 0.125, zero=True)


def test_an_axis_of_which_nothing_is_believed_is_left_out():
    assert list(own(AxisRegion("learning_rate", 1e-3, 0.1, 0.01, 1.0))) == ["learning_rate"]


ROUNDS = {"trials": 16, "rounds": 4}


def regions(prepared, folder, jobs=1, **options):
    for _ in search(prepared, folder, kept_workers(jobs), **options):
        pass
    return Run(folder).regions


@pytest.mark.parametrize("sampler", ["coarse_to_fine", {"name": "coarse_to_fine", "model": "none"}])
def test_every_round_but_the_first_has_its_region_and_so_has_the_next(small, tmp_path, sampler):
    stored = regions(small(search={**ROUNDS, "sampler": sampler}), tmp_path)
    assert {round_: region.start for round_, region in stored.items()} == {2: 4, 3: 8, 4: 12, 5: 16}
    for region in stored.values():
        rate = next(axis for axis in region.axes if axis.name == "learning_rate")
        assert 1e-3 <= rate.low <= rate.best <= rate.high <= 1e-1


def test_a_region_is_stored_before_its_round_is_trained(small, tmp_path):
    for event in search(small(search=ROUNDS), tmp_path, start_workers(1)):
        if isinstance(event, RoundFinished):
            assert max(Run(tmp_path).regions) == event.round + 1


def test_a_sampler_that_explains_nothing_stores_nothing(small, tmp_path):
    assert regions(small(search={**ROUNDS, "sampler": "random"}), tmp_path) == {}


def test_regions_are_the_same_for_any_number_of_workers(small, tmp_path):
    one, two = (regions(small(search=ROUNDS), tmp_path / str(jobs), jobs) for jobs in (1, 2))
    assert repr(one) == repr(two)


@pytest.mark.parametrize("stop_after", [2, 3, 5, 15])
def test_a_search_that_was_cut_off_resumes_to_the_same_regions(small, tmp_path, stop_after):
    prepared = small(search={**ROUNDS, "mode": "panda"})
    interrupted = search(prepared, tmp_path / "cut", start_workers(1))
    for event in interrupted:
        if isinstance(event, TrialFinished) and event.outcome.number == stop_after:
            interrupted.close()
    assert repr(regions(prepared, tmp_path / "cut", existing=Existing.CONTINUE)) == repr(
        regions(prepared, tmp_path / "whole")
    )


def test_an_extended_search_keeps_its_regions(small, tmp_path):
    """An extended search keeps its regions and has those of a search planned so."""
    first = regions(small(search=ROUNDS), tmp_path)
    more = regions(small(search={"trials": 24, "rounds": 4}), tmp_path, existing=Existing.CONTINUE)
    assert list(more) == [2, 3, 4, 5, 6, 7]
    assert repr(more).startswith(repr(first)[:-1])
