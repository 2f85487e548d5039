"""Settings of `search` that cannot be combined with its mode, its number of trials, its lag, or what is trained."""

from collections.abc import Iterator, Mapping
from math import inf
from typing import Any

from hpsearch.config.checks.relations import HyperparameterValues
from hpsearch.config.problems import Problem
from hpsearch.config.sections.search import SearchConfig
from hpsearch.space import Choice, Range


def time_as_budget(search: SearchConfig, stated: Mapping[str, Any], numbered: str) -> Iterator[Problem]:
    """Yield what is missing or impossible if the time limit decides the number of trials."""
    if search.trials == "auto" and stated.get("time_limit") is None:
        sentence = "is auto: as many as the time allows, and there is no time_limit; set one, such as time_limit: 60"
        yield Problem(("trials",), sentence)
    if search.trials == "auto" and search.halving is not None and search.halving.among == "search":
        sentence = "trains a trial on in any round, and with trials: auto the clock ends each of them"
        yield Problem(("halving",), f"{sentence}; {numbered}, or set among: round")


def not_of_overlapping(search: SearchConfig, numbered: str) -> Iterator[Problem]:
    """Yield the settings that cannot be combined with overlapping rounds."""
    begins = f"is {search.lag}: a round begins before the ones before it have ended"
    if search.lag > 1 and search.halving is not None:
        yield Problem(("lag",), f"{begins}, and halving chooses among whole rounds; leave one of them out")
    if search.lag > 1 and search.trials == "auto":
        yield Problem(("lag",), f"{begins}, and trials: auto plans each round by the time that those took; {numbered}")


def not_of_panda(search: SearchConfig) -> Iterator[Problem]:
    """Yield the settings that cannot be combined with panda mode."""
    remedy = "leave it out, or set mode: caviar"
    if search.finalists is not None:
        yield Problem(("finalists",), f"train again without anyone's changes, which made a panda's models; {remedy}")
    if search.repeats > 1:
        yield Problem(("repeats",), f"are many trainings of one trial, and panda watches over one; {remedy}")
    if search.halving is not None:
        yield Problem(("halving",), f"weighs many models against each other; {remedy}")
    if search.lag > 1:
        yield Problem(("lag",), f"lets rounds train at the same time, and panda trains one model at a time; {remedy}")


def not_of_data(search: SearchConfig) -> Iterator[Problem]:
    """Yield the settings that are only for the user's own code."""
    if search.direction is not None:
        sentence = "is for an objective of your own; leave it out, the metric of data knows its direction"
        yield Problem(("direction",), sentence)
    if search.retries:
        sentence = "is for an objective of your own; leave it out, a network that fails would fail again"
        yield Problem(("retries",), sentence)


def rungs_beyond_the_end(search: SearchConfig, hyperparameters: HyperparameterValues) -> Iterator[Problem]:
    """Yield the mistake of a halving whose first rung no training reaches."""
    stated = hyperparameters.get("epochs", inf)
    drawn = (stated.high,) if isinstance(stated, Range) else stated.choices if isinstance(stated, Choice) else (stated,)
    longest = max(drawn)
    if search.halving is not None and search.halving.min_epochs >= longest:
        sentence = f"is {search.halving.min_epochs}, and trials train for at most {longest} epochs; expected fewer"
        yield Problem(("search", "halving", "min_epochs"), f"{sentence}, so that there are some left to go on for")
