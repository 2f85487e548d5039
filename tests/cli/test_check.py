"""What `hpsearch check` says of a table with more rows than it looks at."""

import numpy as np
import pytest
from click.testing import CliRunner

from hpsearch.cli import check

CONFIG = """\
data: {source: t.csv, target: y}
hyperparameters: {units: 4, epochs: 2, learning_rate: {low: 1e-3, high: 1e-1, scale: log}}
search: {trials: 2, rounds: 1}
"""


@pytest.fixture
def shown(tmp_path, monkeypatch):
    """Show a config on a table of 900 rows, many of them duplicates, with a sample of each part."""
    draw = np.random.default_rng(0)
    rows = [f"{each},{each % 9},{'ab'[each % 2]}" for each in draw.integers(0, 400, 900)]
    (tmp_path / "t.csv").write_text("\n".join(["one,other,y", *rows, ""]))
    (tmp_path / "c.yaml").write_text(CONFIG)

    def with_sample(rows):
        monkeypatch.setattr(check, "SAMPLED_ROWS", rows)
        return CliRunner().invoke(check.check, [str(tmp_path / "c.yaml")], catch_exceptions=False).output.splitlines()

    return with_sample


def test_which_rows_are_looked_at_is_said_where_not_all_are(shown):
    line = "  only 200 of 540 train rows, drawn at random, are compared and timed here; a run uses all rows"
    assert line in shown(200)
    assert not [line for line in shown(540) if "drawn" in line]


def test_all_else_is_said_of_all_rows(shown):
    some, every = ([line for line in shown(rows) if "drawn" not in line] for rows in (200, 540))
    same = ("Data", "  classification", "  540 train", "  rows of the classes", "Space", "learning_rate", "Plan")
    for start in same:
        assert (
            [line for line in some if line.startswith(start)]
            == [line for line in every if line.startswith(start)]
            != []
        )


def test_rows_that_parts_share_are_looked_for_among_those_drawn(shown):
    assert any("are also among the 200 train rows looked at" in line for line in shown(200))
    assert any("are also in the train part" in line for line in shown(540))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (["search.refit=true"], "at last the networks of the model are trained again on the rows of train and dev"),
        (
            ["search.refit=true", "data.split={folds: 3}"],
            "search.refit does nothing: with folds each row trains already",
        ),
        (
            ["search.refit=true", "search.trials=auto", "search.time_limit=9"],
            "up to a third of it is kept to retrain the best",
        ),
        (["search.trials=auto", "search.time_limit=9"], "up to a fifth of it is kept to retrain the best"),
    ],
)
def test_the_plan_ends_with_what_becomes_of_the_models_networks(command, tmp_path, changes, said):
    (tmp_path / "iris.yaml").write_text("data: {source: iris}\n")
    options = [word for change in changes for word in ("--set", change)]
    assert said in " ".join(command("check", "iris.yaml", *options).stdout.split())


def test_a_column_that_alone_predicts_the_target_is_named(tmp_path):
    rows = [f"{each % 7},{each % 2 + 3},{'ab'[each % 2]}" for each in range(400)]
    (tmp_path / "t.csv").write_text("\n".join(["one,code,y", *rows, ""]))
    (tmp_path / "c.yaml").write_text(CONFIG)
    told = CliRunner().invoke(check.check, [str(tmp_path / "c.yaml")], catch_exceptions=False).output
    assert "  column 'code' alone predicts the target nearly perfectly; if it is not known before" in told
