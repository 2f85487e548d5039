"""A whole search, from a config to a run folder."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from hpsearch.config import Config, config_from, read_config
from hpsearch.search.events import Event
from hpsearch.search.folder.existing import Existing
from hpsearch.search.modes import Caviar, Mode
from hpsearch.search.prepare import prepare
from hpsearch.search.search import search
from hpsearch.workers.backends import Workers


def _panda(attended: bool) -> Mode:
    from hpsearch.panda.mode import Panda  # noqa: PLC0415 (30 ms, not needed by most searches)

    return Panda(attended)


MODES: Mapping[str, Callable[[bool], Mode]] = {"caviar": lambda _attended: Caviar(), "panda": _panda}
"""The training mode for each value of `search.mode`, for an attended or unattended search."""


def whole_search(
    config: str | Path | Mapping[str, Any],
    workers: Workers,
    *,
    overrides: Sequence[str] = (),
    out: str | Path | None = None,
    existing: Existing = Existing.REFUSE,
    attended: bool = False,
    earlier: str | Path | None = None,
    on_progress: Callable[[Event], None],
) -> Path:
    """Search the ranges of `config` as in `hpsearch.run`; return the run folder.

    Takes over the trials of the run `earlier` that fit. If `attended`, a paused training waits for a user's command.
    """
    if isinstance(config, Mapping):
        read = config_from(config, overrides=overrides)
    else:
        read = read_config(Path(config), overrides)
    mode = MODES[read.search.mode](attended)
    if mode.alone:
        workers.dismiss()
    folder = run_folder(read, out)
    events = search(
        prepare(read), folder, workers, existing=existing, mode=mode, earlier=None if earlier is None else Path(earlier)
    )
    with closing(events):  # an interruption here interrupts the search
        for event in events:
            on_progress(event)
    return folder


def run_folder(config: Config, out: str | Path | None) -> Path:
    """Return the run folder: `out`, or by default a folder with the config's name."""
    return Path(out) if out else Path("runs", config.name)
