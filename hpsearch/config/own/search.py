"""The section `search` if the user's own training code is searched: any metric, with its direction."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field

from hpsearch.config.own.code import CommandSection, OwnCode
from hpsearch.config.own.hyperparameters import OF_TABLES
from hpsearch.config.problems import Problem
from hpsearch.config.sections.autopilot import OwnAutopilotSection, wrong_own_acts
from hpsearch.config.sections.search import SearchConfig
from hpsearch.config.sections.values import Text
from hpsearch.config.wording import show
from hpsearch.metrics import metric_named
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.requests import TAKEN_WORDS

NO_PROGRAM = "panda changes a Python function while it trains, and a program receives no changes"

OF_PARTS = ("dev_", "val_", "valid_", "validation_", "test_")


class OwnSearchConfig(SearchConfig):
    """The section `search` of a config with `objective`."""

    metric: Text = Field(description="the name of one of the metrics of your code")
    autopilot: OwnAutopilotSection | None = None


def own_ranking(search: SearchConfig) -> Ranking:
    """Return the metric by which trials are compared; its direction must be stated or known."""
    known = known_direction(search.metric)
    return Ranking(search.metric, (search.direction or known) == "maximize")


def known_direction(metric: str) -> str | None:
    """Return the direction in which a metric improves, if its name shows it.

    >>> known_direction("val_accuracy"), known_direction("reward")
    ('maximize', None)
    """
    name = metric
    for part in OF_PARTS:
        name = name.removeprefix(part)
    try:
        return "maximize" if metric_named(name).maximize else "minimize"
    except KeyError:
        return None


def wrong_own_search(
    search: SearchConfig, hyperparameters: Mapping[str, Any], objective: OwnCode | None
) -> Iterator[Problem]:
    """Yield the settings that cannot be combined with the user's own training code."""
    if search.metric == "auto":
        yield Problem(("metric",), "cannot be auto with code of your own; expected the name of one of its metrics")
    elif search.metric in OF_TABLES:
        yield Problem(("metric",), f"{show(search.metric)} is a column of the tables; give the metric another name")
    elif search.direction is None and known_direction(search.metric) is None:
        sentence = f"is missing; it is not known which way {search.metric} gets better: minimize or maximize"
        yield Problem(("direction",), sentence, by_key=True)
    if search.mode == "panda":
        yield from _not_of_own_panda(search, objective)
    if search.autopilot is not None:
        yield from (each.under("autopilot") for each in wrong_own_acts(search.autopilot, hyperparameters))
    if search.halving is not None and "epochs" not in hyperparameters:
        remedy = "add hyperparameters.epochs, after how many a training ends at the latest"
        yield Problem(("halving",), f"compares trainings after some of their epochs; {remedy}")


def _not_of_own_panda(search: SearchConfig, objective: OwnCode | None) -> Iterator[Problem]:
    """Yield the settings that cannot be combined with the user's own code in panda mode."""
    if isinstance(objective, CommandSection):
        yield Problem(("mode",), f"{NO_PROGRAM}; set caviar")
    if search.retries:
        yield Problem(("retries",), "begin a training again, without its changes; leave it out, or set mode: caviar")


def named_like_results(hyperparameters: Mapping[str, Any], metric: str) -> Iterator[Problem]:
    """Yield the hyperparameters with the name of a table column of the metric."""
    for name in hyperparameters:
        if name in (metric, f"{metric}_std", f"retrained_{metric}"):
            sentence = f"is the column of search.metric {show(metric)} in the tables, too; choose another name"
            yield Problem((name,), sentence, by_key=True)


def wrong_own_names(hyperparameters: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the hyperparameters whose name is a word of `hpsearch tell`, so that panda could not change them."""
    for name in hyperparameters:
        if name in TAKEN_WORDS:
            sentence = "is a word of `hpsearch tell`, by which a panda is changed; choose another name"
            yield Problem((name,), sentence, by_key=True)
