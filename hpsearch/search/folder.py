"""The run folder of a search: started, resumed, or refused."""

import json
from pathlib import Path
from typing import Any

from hpsearch.environment import environment
from hpsearch.errors import UsageError
from hpsearch.search.prepare import Prepared
from hpsearch.search.rounds import extended, round_sizes
from hpsearch.store.atomic import replacing
from hpsearch.store.database import DATABASE, Database
from hpsearch.training.metrics import headline

OURS = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")
DERIVED = ("trials.csv", "history.csv", "finalists.csv", "timings.csv", "config.yaml", "best.safetensors")
GROWS = {"search.trials", "search.rounds", "search.time_limit"}
"""What may differ between a run and its continuation."""


def start(prepared: Prepared, folder: Path, *, resume: bool, overwrite: bool) -> Database:
    """The database to search into: a new one, or with `resume` the one that is there.

    Raises UsageError where a run is there already and neither to be resumed nor overwritten, or where its config
    or data were others.
    """
    exists = (folder / DATABASE).exists()
    if exists and resume:
        return _continued(prepared, folder)
    if not exists and (foreign := [name for name in DERIVED if (folder / name).exists()]):
        raise UsageError(f"{folder}: holds {foreign[0]}, but no run; move it, or choose another --out")
    if exists and not overwrite:
        raise UsageError(
            f"{folder}: holds a run already; --resume continues it, --overwrite starts anew, --out goes elsewhere"
        )
    if exists:
        for name in (*OURS, *DERIVED):
            (folder / name).unlink(missing_ok=True)
    return _new(prepared, folder)


def _new(prepared: Prepared, folder: Path) -> Database:
    search = prepared.config.search
    database = Database.create(
        folder,
        {
            "config": prepared.config.as_dict(),
            "data": prepared.dataset.fingerprint,
            "environment": environment(),
            "headline": headline(prepared.dataset.task),
            "metric": prepared.objective.metric,
            "maximize": prepared.objective.maximize,
            "repeats": search.repeats,
            "finalists": prepared.finalists and prepared.finalists.model_dump(),
            "searched": prepared.space.searched,
            "planned_trials": prepared.trials,  # what a grid was fitted into, however the search is extended
            "round_sizes": round_sizes(prepared.trials, search.rounds),
        },
    )
    _write_config(prepared, folder)
    return database


def _continued(prepared: Prepared, folder: Path) -> Database:
    database = Database.reopen(folder)
    before, now = _flat(database.meta("config")), _flat(json.loads(json.dumps(prepared.config.as_dict())))
    changed = [
        f"{key} was {json.dumps(before.get(key))}, is {json.dumps(now.get(key))}"
        for key in dict.fromkeys([*before, *now])
        if before.get(key) != now.get(key) and key not in GROWS
    ]
    if changed:
        raise UsageError(f"{folder}: cannot be resumed, its config was another: {'; '.join(changed)}")
    if database.meta("data") != prepared.dataset.fingerprint:
        raise UsageError(f"{folder}: cannot be resumed, the data in {prepared.config.data.source} have changed since")
    sizes, trials = database.meta("round_sizes"), prepared.trials
    if trials < sum(sizes):
        raise UsageError(f"{folder}: has {sum(sizes)} trials planned already; --resume with as many, or more")
    database.change("round_sizes", extended(sizes, trials))
    database.change("config", prepared.config.as_dict())
    _write_config(prepared, folder)
    return database


def _write_config(prepared: Prepared, folder: Path) -> None:
    with replacing(folder / "config.yaml") as file:
        file.write(prepared.config.to_yaml().encode())


def _flat(nested: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """`{"data": {"source": 1}}` → `{"data.source": 1}`."""
    flat: dict[str, Any] = {}
    for key, value in nested.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return flat
