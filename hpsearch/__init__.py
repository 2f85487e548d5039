"""hpsearch: hyperparameter search for networks on your own tables and arrays."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hpsearch.runs import Run
    from hpsearch.search.events import Event

__all__ = ["run"]


def run(
    config: str | Path | Mapping[str, Any],
    *,
    overrides: Sequence[str] = (),
    out: str | Path | None = None,
    jobs: int | None = None,
    resume: bool = False,
    overwrite: bool = False,
    on_progress: Callable[["Event"], None] = lambda _event: None,
) -> "Run":
    """Search the ranges of `config`, a YAML file or a mapping with the same keys.

    `overrides` change keys of it, such as "search.trials=8". Results go to `out`, by default runs/ and the
    config's name. `jobs` processes train, by default one for each core. Raises ConfigError, UsageError, StorageError,
    InUseError (all in `hpsearch.errors`).

    >>> run("digits.yaml").best.metrics["dev_error"]  # doctest: +SKIP
    0.0139
    """
    # These take half a second to import, which `import hpsearch` does without; workers start as soon as they can.
    from hpsearch.config import config_from, read_config  # noqa: PLC0415
    from hpsearch.search.workers import Workers  # noqa: PLC0415

    if isinstance(config, Mapping):
        read = config_from(config, overrides=overrides)
    else:
        read = read_config(Path(config), overrides)
    folder = Path(out) if out else Path("runs", read.name)
    with Workers(1 if read.search.mode == "panda" else jobs) as workers:
        from hpsearch.runs import Run  # noqa: PLC0415
        from hpsearch.search.prepare import prepare  # noqa: PLC0415
        from hpsearch.search.search import search  # noqa: PLC0415

        events = search(prepare(read), folder, workers, resume=resume, overwrite=overwrite)
        with closing(events):  # an interruption here is one of the search
            for event in events:
                on_progress(event)
    return Run(folder)
