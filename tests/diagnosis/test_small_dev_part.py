"""What is proposed where the dev part is too small to rank the best trials."""

import pandas as pd
import pytest

from hpsearch.data.facts import facts_of
from hpsearch.data.loading import load_views
from hpsearch.diagnosis.advice import diagnosed
from hpsearch.records import replace
from hpsearch.trials.data_facts import LateFacts
from tests.diagnosis.made import FACTS, config
from tests.diagnosis.shown import SHOWN


@pytest.mark.parametrize(
    ("data", "dev", "proposed"),
    [
        ({}, 2_000, [{"folds": 5, "test": 0.2}]),
        ({"order": "time"}, 2_000, [{"train": 0.5, "dev": 0.3, "test": 0.2}]),
        ({"order": "time"}, 3_000, []),
    ],
)
def test_a_small_dev_part_of_rows_in_time_becomes_larger_and_not_folds(data, dev, proposed):
    """Folds would train on later rows than those that they are judged on."""
    shows, _ = SHOWN["dev_part_too_small"]
    facts = replace(FACTS, train=8_000 - dev, dev=dev)
    late = LateFacts(shows.winner.number, 0, 100, train_rows=60.0, dev_rows=60.0)
    made = replace(shows, config=config(data), facts=facts, late=late)
    (found,) = (each for each in diagnosed(made) if each.name == "dev_part_too_small")
    assert [change.after for change in found.changes] == proposed


@pytest.mark.parametrize(("groups", "proposed"), [(0, True), (3, False), (10, True)])
def test_folds_are_proposed_only_of_enough_groups(groups, proposed):
    """Whole groups are in one fold, so that `check` refuses more folds than groups."""
    shows, _ = SHOWN["dev_part_too_small"]
    made = replace(shows, facts=replace(shows.facts, groups=groups))
    (found,) = (each for each in diagnosed(made) if each.name == "dev_part_too_small")
    assert bool(found.changes) == proposed


def test_a_dev_part_of_one_group_counts_as_one_row():
    """Its spread is unknown, but no two errors differ by more than 1."""
    shows, _ = SHOWN["dev_part_too_small"]
    late = LateFacts(shows.winner.number, 0, 100, train_rows=0.02, dev_rows=0.02)
    (found,) = (each for each in diagnosed(replace(shows, late=late)) if each.name == "dev_part_too_small")
    assert found.sentence.endswith("with 60 rows, which count as 1, a difference under 1 may be chance")


@pytest.mark.parametrize(("groups", "proposed"), [(0, True), (3, False), (4, True)])
@pytest.mark.parametrize("split", [{"train": 0.8, "dev": 0.2}, {"folds": 2}])
def test_a_test_part_is_proposed_only_of_enough_groups(split, groups, proposed):
    shows, _ = SHOWN["no_test_part"]
    made = replace(shows, config=config({"split": split}), facts=replace(shows.facts, groups=groups))
    (found,) = (each for each in diagnosed(made) if each.name == "no_test_part")
    assert bool(found.changes) == proposed


@pytest.mark.parametrize("split", ["auto", {"folds": 3, "test": 0.2}])
def test_a_run_records_how_many_groups_its_rows_have(split, tmp_path):
    rows = {"x": range(120), "site": [n % 12 for n in range(120)], "y": [n * n for n in range(120)]}
    pd.DataFrame(rows).to_csv(tmp_path / "sites.csv", index=False)
    told = [
        facts_of(load_views("sites.csv", split=split, folder=tmp_path, seed=0, **more)).groups
        for more in ({"group": "site"}, {})
    ]
    assert told == [12, 0]


def test_the_best_trials_are_those_with_the_lowest_errors_and_not_the_finalists():
    """Finalists come first, by the means of their retrainings, though other trials may have lower errors."""
    shows, _ = SHOWN["dev_part_too_small"]
    first, *others = shows.trials
    unlucky = replace(others[-1], metrics={**others[-1].metrics, "dev_error": 0.4})
    lowest = sorted(each.metrics["dev_error"] for each in shows.trials[:-1])[:5]
    made = replace(shows, trials=(first, unlucky, *others[:-1]))
    (found,) = (each for each in diagnosed(made) if each.name == "dev_part_too_small")
    assert found.evidence["difference"] == lowest[-1] - lowest[0]
