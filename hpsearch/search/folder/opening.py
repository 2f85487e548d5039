"""Start, resume or refuse a run folder for a search."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hpsearch.config import Config, config_from
from hpsearch.config.sections.search import Halving
from hpsearch.config.wording import show
from hpsearch.errors import UsageError
from hpsearch.runs.environment import differences, environment
from hpsearch.runs.folder.contents import BESIDE, clear_leftovers, delete
from hpsearch.runs.store.database import DATABASE, LOGS, Database
from hpsearch.runs.store.disk.atomic import replacing
from hpsearch.runs.store.disk.ours import check_ours
from hpsearch.runs.store.disk.recognition import is_there
from hpsearch.runs.store.keys import (
    BEGAN_FROM,
    COMPLETED_SHORTER,
    DATA_FACTS,
    DIVERGED_OUTSIDE,
    EARLIER_WINNER,
    HAS_ENDED,
    OUTSIDE,
    OVERRIDDEN,
    STATED,
    TRIED_FIRST,
)
from hpsearch.search.folder.existing import Existing
from hpsearch.search.prepare import Prepared
from hpsearch.search.rounds.plan import extended
from hpsearch.trials.taken_over import TakenOver

MAY_DIFFER = {
    *("search.trials", "search.rounds", "search.time_limit", "search.on_error", "search.retries"),
    *("data.source", "objective", "objective.folder"),
}
"""Keys that may differ between a run and its continuation: its length, and the paths of the same data or code."""

BEFORE = {"search.halving.among": "round"}
"""What earlier versions did before a key existed, for keys whose present default differs from that."""

_ANEW = "undo that to continue, or start anew with --overwrite, or in another folder with --out"


@contextmanager
def start(prepared: Prepared, folder: Path, existing: Existing, earlier: Path | None = None) -> Iterator[Database]:
    """Open the database of a new or existing run, and close it when the context ends.

    A new run takes over what fits from the run in the folder `earlier`, which may be this one.

    Raises UsageError if `existing` does not allow an existing run, or if its config, data or environment have changed;
    StorageError if the folder has a file that is not part of a run.
    """
    goes_on = is_there(folder / DATABASE) and existing.continues
    if not goes_on:
        prepared.check_batches()
    taken = _taken_over(prepared, earlier) if earlier is not None and not goes_on else None
    if not goes_on:
        _make_way(folder, existing)
    check_ours(folder, (*LOGS, *BESIDE))
    clear_leftovers(folder)
    with Database.reopen(folder) if goes_on else _new(prepared, folder, taken) as database:
        if goes_on:
            _check_origin(database, earlier)
            _check_that_it_may_go_on(prepared, folder, database, elsewhere=existing == Existing.CONTINUE_ELSEWHERE)
            database.change("data", prepared.objective.fingerprint)
            _note_environment(folder, database, existing)
            if prepared.config.search.trials != "auto":
                database.change("round_sizes", extended(database.meta("round_sizes"), prepared.trials))
            database.change("config", prepared.config.as_dict())
            database.change(OVERRIDDEN, prepared.config.overridden)
            database.change(HAS_ENDED, False)
        with replacing(folder / "config.yaml") as file:
            file.write(prepared.config.to_yaml().encode())
        if taken is not None:
            database.remarks.append(taken.sentence)
        yield database


def _taken_over(prepared: Prepared, earlier: Path) -> TakenOver:
    from hpsearch.search.folder.taking_over import taken_over  # noqa: PLC0415 (few searches have an earlier one)

    return taken_over(prepared, earlier)


def _check_origin(database: Database, earlier: Path | None) -> None:
    """Raise UsageError if a resumed run did not begin with the trials that `earlier` would give it now."""
    began = database.began_from
    if earlier is not None and began != str(earlier):
        before = f"took over the trials of {began}" if began else "took over no trials"
        raise UsageError(
            f"{database.folder}: {before} when it began, and --resume keeps that; "
            "leave out --from, or choose another --out"
        )


def _make_way(folder: Path, existing: Existing) -> None:
    """Remove the run in `folder`. Raises UsageError if it is not to be overwritten."""
    has_run = is_there(folder / DATABASE)
    if not has_run and (foreign := [name for name in BESIDE if os.path.lexists(folder / name)]):
        raise UsageError(f"{folder}: holds {foreign[0]}, but no run; move it, or choose another --out")
    if has_run and existing != Existing.OVERWRITE:
        raise UsageError(
            f"{folder}: holds a run already; --resume continues it, --overwrite starts anew, --out goes elsewhere"
        )
    if has_run:
        delete(folder)


def _new(prepared: Prepared, folder: Path, taken: TakenOver | None) -> Database:
    config, search = prepared.config, prepared.config.search
    stated = {} if config.text is None else {STATED: {"text": config.text, "folder": str(config.folder)}}
    began: dict[str, Any] = {}
    if taken is not None:
        outside = [(each.settings, each.cost) for each in taken.outside]
        began = {BEGAN_FROM: taken.run, TRIED_FIRST: taken.first, OUTSIDE: outside}
        began[DIVERGED_OUTSIDE], began[COMPLETED_SHORTER] = taken.diverged, taken.completed
        if taken.winner is not None:
            began[EARLIER_WINNER] = (taken.winner.settings, taken.winner.cost)
    return Database.create(
        folder,
        {
            "config": config.as_dict(),
            OVERRIDDEN: config.overridden,
            "data": prepared.objective.fingerprint,
            DATA_FACTS: prepared.objective.facts and prepared.objective.facts.as_dict(),
            "environment": environment(),
            "headline": prepared.objective.headline,
            "metric": prepared.ranking.metric,
            "maximize": prepared.ranking.maximize,
            "repeats": search.repeats,
            "finalists": prepared.finalists and prepared.finalists.model_dump(),
            "searched": prepared.space.searched,
            "planned_trials": prepared.trials,  # the number that a grid was made for, even if the search is extended
            "round_sizes": prepared.round_sizes,
            HAS_ENDED: False,
            **stated,
            **began,
        },
        taken,
    )


def _check_that_it_may_go_on(prepared: Prepared, folder: Path, database: Database, *, elsewhere: bool) -> None:
    """Raise UsageError if the config or data have changed or trials are fewer; StorageError if run.db is damaged.

    With `elsewhere` the user's own code may have changed.
    """
    database.check()
    if changed := changed_keys(database.meta("config"), prepared.config):
        ranges = all(sentence.startswith("hyperparameters.") for sentence in changed)
        remedy = f"{_ANEW}; with --from {folder}, too, that takes over the trials that fit" if ranges else _ANEW
        raise UsageError(f"{folder}: cannot be resumed, the config has changed: {'; '.join(changed)}; {remedy}")
    if database.meta("data") != prepared.objective.fingerprint and not (prepared.config.objective and elsewhere):
        raise UsageError(
            f"{folder}: cannot be resumed, {prepared.config.trained_on} changed since; {_forced(prepared)}{_ANEW}"
        )
    if prepared.trials < (planned := sum(database.meta("round_sizes"))):
        raise UsageError(f"{folder}: has {planned:,} trials planned already; {_of_enough(database)}")


def _of_enough(database: Database) -> str:
    """Return how to continue a run that has more trials planned than the config states."""
    search = database.meta("config")["search"]
    if search["trials"] == "auto" and search["time_limit"] is not None:
        return f"the time decided how many: --resume with --time {search['time_limit']:g}, or more"
    return "--resume with as many, or more"


def changed_keys(stored: dict[str, Any], config: Config) -> list[str]:
    """Return a sentence for each key that differs from the `stored` config of the run but must not."""
    now, defaults = json.loads(json.dumps(config.as_dict())), config_from(config.bare()).as_dict()
    return [
        f"{key} was {_stated(key, was)}, is {_stated(key, is_)}"
        for key, was, is_ in _differences(stored, now, defaults)
        if key not in MAY_DIFFER
    ]


def _differences(
    before: Mapping[str, Any], now: Mapping[str, Any], defaults: Mapping[str, Any], parents: str = ""
) -> Iterator[tuple[str, Any, Any]]:
    """Yield each key whose two values differ, with both; a section that only one config has is yielded as a whole.

    A key that did not exist when the run was made has its default there.
    """
    for name in dict.fromkeys([*before, *now]):
        key = f"{parents}{name}"
        later = BEFORE.get(key, defaults.get(name)) if name in now else None
        was, is_ = before.get(name, later), now.get(name)
        if isinstance(was, Mapping) and isinstance(is_, Mapping):
            known = defaults.get(name)
            yield from _differences(was, is_, known if isinstance(known, Mapping) else {}, f"{key}.")
        elif was != is_:
            yield key, was, is_


def _stated(key: str, value: Any) -> str:
    """Return a value as a config states it."""
    if key == "search.halving" and value == Halving(among="search").model_dump():
        return "auto"
    return show(value) if isinstance(value, Mapping) else json.dumps(value)


def _forced(prepared: Prepared) -> str:
    return "continue with --force, or " if prepared.config.objective else ""


def _note_environment(folder: Path, database: Database, existing: Existing) -> None:
    """Raise UsageError if the run was made in another environment; if `existing` allows that, record it."""
    before, now = database.meta("environment"), environment()
    others, unknown = differences(before, now), [name for name in now if name not in before]
    if others and existing != Existing.CONTINUE_ELSEWHERE:
        raise UsageError(
            f"{folder}: was run in another environment: {'; '.join(others)}; "
            "further results may differ in their last bits; --force continues anyway"
        )
    if others or before.get("hpsearch", now["hpsearch"]) != now["hpsearch"]:
        database.change("environment", {**now, "before": before})
    elif unknown:
        database.change("environment", {**before, **{name: now[name] for name in unknown}})
        database.remarks.append(
            f"{folder}: does not record with which {' and '.join(unknown)} it ran so far; from now on it does. If "
            "that was different from today's, further results may differ in their last bits"
        )
