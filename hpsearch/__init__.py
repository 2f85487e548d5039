"""hpsearch: hyperparameter search for networks on your own tables and arrays."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hpsearch.runs.run import Run
    from hpsearch.search.events import Event

__all__ = ["run"]


def run(
    config: str | Path | Mapping[str, Any],
    *,
    overrides: Sequence[str] = (),
    out: str | Path | None = None,
    jobs: int | None = None,
    backend: str = "loky",
    resume: bool = False,
    overwrite: bool = False,
    force: bool = False,
    on_progress: Callable[["Event"], None] = lambda _event: None,
) -> "Run":
    """Search the ranges of `config`, a YAML file or a mapping with the same keys.

    `overrides` change keys of it, such as "search.trials=8". Results go to `out`, by default runs/ and the
    config's name; a run that is there is gone on with by `resume`, in another environment by `force`, or deleted first
    by `overwrite`. `jobs` workers of `backend` train, by default a process for each core. Raises ConfigError,
    UsageError, StorageError, InUseError (all in `hpsearch.errors`).

    >>> run("digits.yaml").best.metrics["dev_error"]  # doctest: +SKIP
    0.0139
    """
    # `import hpsearch` does without all this. Workers start first: they need as long as the rest takes to import.
    from hpsearch.search.existing import Existing  # noqa: PLC0415
    from hpsearch.workers.backends import start_workers  # noqa: PLC0415

    existing = Existing.of(resume=resume, overwrite=overwrite, force=force)
    with start_workers(jobs, backend) as workers:
        from hpsearch.running import whole_search  # noqa: PLC0415
        from hpsearch.runs.run import Run  # noqa: PLC0415

        folder = whole_search(
            config,
            workers,
            overrides=overrides,
            out=out,
            existing=existing,
            on_progress=on_progress,
        )
    return Run(folder)
