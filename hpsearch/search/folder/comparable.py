"""What two runs must have in common so that a trial has the same result in both."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hpsearch.config import Config
from hpsearch.config.own.code import CommandSection
from hpsearch.config.wording import show
from hpsearch.errors import NothingToTakeOverError
from hpsearch.runs.environment import differences, environment
from hpsearch.runs.store.database import Database
from hpsearch.search.prepare import Prepared
from hpsearch.space import Choice
from hpsearch.trials.input_views import SEARCHED_DATA, fingerprints, of_same_rows


def check_that_they_compare(prepared: Prepared, earlier: Config, database: Database) -> None:
    """Raise NothingToTakeOverError if no trial of the earlier run can have the same result in this one."""
    others = list(_differences(prepared, earlier, database))
    if others:
        raise NothingToTakeOverError(
            f"{database.folder}: no trial of it can be taken over: {'; '.join(others)}; undo that, or leave out --from"
        )


def _differences(prepared: Prepared, earlier: Config, database: Database) -> Iterator[str]:
    now = prepared.config
    pairs = {
        "search.seed": (earlier.search.seed, now.search.seed),
        "search.repeats": (earlier.search.repeats, now.search.repeats),
        "search.metric": (database.meta("metric"), prepared.ranking.metric),
        "search.direction": (_direction(database.meta("maximize")), _direction(prepared.ranking.maximize)),
        "search.mode": (earlier.search.mode, now.search.mode),
    }
    yield from (f"{key} was {before}, is {after}" for key, (before, after) in pairs.items() if before != after)
    yield from _of_what_is_trained(prepared, earlier, database)
    if now.search.mode == "panda":
        yield "mode panda trains one model after another, each changed by hand"
    here = environment()
    yield from (f"the environment: {sentence}" for sentence in differences(database.meta("environment"), here))


def _of_what_is_trained(prepared: Prepared, earlier: Config, database: Database) -> Iterator[str]:
    """Yield how the data of the two runs differ, or the user's own code."""
    now = prepared.config
    if (earlier.objective is None) != (now.objective is None):
        yield "one of the two trains networks, the other code of your own"
    elif now.objective is None:
        before, after = (
            fingerprints(of_data, config.as_dict()["data"])
            for of_data, config in ((database.meta("data"), earlier), (prepared.objective.fingerprint, now))
        )
        if not before.keys() & after.keys():
            yield from _without_common_view(earlier.values, now.values)
        elif not of_same_rows(before, after):
            yield "the data or their split have changed"
    elif database.meta("data") != prepared.objective.fingerprint or _hands_over(earlier) != _hands_over(now):
        yield f"{now.trained_on} changed since"


def _without_common_view(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Yield which of `normalize` and `numbers` has other values in the two runs, and how both are searched."""
    for name in SEARCHED_DATA:
        old, new = _choices(before[name]), _choices(after[name])
        if not any(value in new for value in old):
            both = f"to search both: {{choices: {show([*old, *new])}}}"
            yield f"data.{name} was {_in_words(old)}, is {_in_words(new)} ({both})"


def _choices(value: Any) -> tuple[Any, ...]:
    return value.choices if isinstance(value, Choice) else (value,)


def _in_words(values: Sequence[Any]) -> str:
    return " or ".join(value if isinstance(value, str) else show(value) for value in values)


def _hands_over(config: Config) -> str | None:
    """How a program gets its hyperparameters, apart from the words of its command."""
    return config.objective.params if isinstance(config.objective, CommandSection) else None


def _direction(maximize: bool) -> str:
    return "maximize" if maximize else "minimize"
