"""A whole search, from a config to a run folder."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from hpsearch.config import Config, config_from, read_config
from hpsearch.search.events import Event
from hpsearch.search.existing import Existing
from hpsearch.search.modes import Mode
from hpsearch.search.prepare import prepare
from hpsearch.search.search import search
from hpsearch.workers.loky.pool import Workers


def whole_search(
    config: str | Path | Mapping[str, Any],
    workers: Workers,
    *,
    overrides: Sequence[str] = (),
    out: str | Path | None = None,
    existing: Existing = Existing.REFUSE,
    on_progress: Callable[[Event], None],
    panda: Mode,
) -> Path:
    """Search the ranges of `config` as `hpsearch.run` says, by `workers` or by `panda`; the folder that it is in."""
    if isinstance(config, Mapping):
        read = config_from(config, overrides=overrides)
    else:
        read = read_config(Path(config), overrides)
    mode = None
    if read.search.mode == "panda":
        mode = panda
        workers.dismiss()  # one model at a time, in this process
    folder = run_folder(read, out)
    events = search(prepare(read), folder, workers, existing=existing, mode=mode)
    with closing(events):  # an interruption here is one of the search
        for event in events:
            on_progress(event)
    return folder


def run_folder(config: Config, out: str | Path | None) -> Path:
    """Where a search goes: `out`, or by default a folder of the config's name."""
    return Path(out) if out else Path("runs", config.name)
