"""hpsearch: hyperparameter search for networks on your own tables and arrays."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any
from warnings import warn

if TYPE_CHECKING:
    import pandas as pd

    from hpsearch.models.ensemble import Ensemble
    from hpsearch.models.model import Model
    from hpsearch.report.notebook import NotebookRun
    from hpsearch.runs.run import Run
    from hpsearch.search.events import Event

__all__ = ["Model", "Run", "load", "run"]

_MODULES = {"Model": "hpsearch.models.model", "Run": "hpsearch.runs.run"}
"""Modules of the public classes, which are imported at first use, so that `import hpsearch` is fast."""


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(_MODULES[name]), name)


def run(
    config: "str | Path | Mapping[str, Any] | pd.DataFrame",
    *,
    target: str | Sequence[str] | None = None,
    time: float | None = None,
    trials: int | None = None,
    seed: int | None = None,
    overrides: Sequence[str] = (),
    out: str | Path | None = None,
    from_run: str | Path | None = None,
    jobs: int | None = None,
    backend: str = "loky",
    address: str | None = None,
    resume: bool = False,
    overwrite: bool = False,
    force: bool = False,
    on_progress: Callable[["Event"], None] | None = None,
) -> "NotebookRun":
    """Search the ranges of `config`: a YAML file, or a mapping with the same keys.

    `config` may also be data: the path of a table, the name of a bundled set, or a DataFrame. Then the column `target`,
    or several numeric columns, is predicted, by default the last one, with the config that `hpsearch init` would write;
    no config file is written. A DataFrame is not stored in the run folder, but the returned run keeps it in memory.

    The search takes `time` seconds, with as many trials as fit, or with at most `trials`; `seed` is that of all random
    numbers. `overrides` change other keys of the config, such as "search.metric=dev_f1". Results go to the folder
    `out`, by default runs/ and the name of the config or the table. If there is a run already, `resume` continues it,
    `force` also in another environment, and `overwrite` deletes it first. Trials that fit are taken over from the run
    in the folder `from_run` and not trained again. `jobs` workers of `backend` train, by default one process per core;
    workers of dask and ray are in a cluster with this `address`, and with `force` may differ from this machine.
    `on_progress` is called with each event of the search; without it, a notebook shows a progress bar. Raises
    ConfigError, UsageError, StorageError, InUseError (all in `hpsearch.errors`).

    >>> run("digits.yaml").best.metrics["dev_error"]  # doctest: +SKIP
    0.0139
    """
    # Imported here to keep `import hpsearch` fast. Workers start first, as they take as long as these imports.
    from hpsearch.report.python_words import said_in_python  # noqa: PLC0415
    from hpsearch.search.folder.existing import Existing  # noqa: PLC0415
    from hpsearch.workers.backends import Cluster, start_workers  # noqa: PLC0415

    existing = Existing.of(resume=resume, overwrite=overwrite, force=force)
    cluster = None if address is None else Cluster(address, warn, force)
    with said_in_python(), start_workers(jobs, backend, cluster) as workers:
        from hpsearch.cli.from_table.python_source import PythonSource  # noqa: PLC0415
        from hpsearch.cli.options import with_shorthands  # noqa: PLC0415
        from hpsearch.cli.progress.shown import notebook_progress  # noqa: PLC0415
        from hpsearch.report.notebook import NotebookRun  # noqa: PLC0415
        from hpsearch.running import whole_search  # noqa: PLC0415

        source = PythonSource.of(config, target, time, tuple(overrides))
        tried = "auto" if time is not None and trials is None else trials
        with nullcontext(on_progress) if on_progress else notebook_progress() as shown:
            folder = whole_search(
                source.config,
                workers,
                overrides=with_shorthands(tuple(overrides), trials=tried, time_limit=time, seed=seed),
                out=out or source.out,
                existing=existing,
                earlier=from_run,
                on_progress=shown,
            )
    return NotebookRun(folder, source.frame)


def load(path: str | Path) -> "NotebookRun | Model | Ensemble":
    """Open the run in a folder, or a model file such as best.safetensors.

    The returned run shows the folder as it is now; load it again to see later results of a search. Raises UsageError if
    there is no run or model, StorageError if a run is damaged.

    >>> load("runs/digits")  # doctest: +SKIP
    Run('runs/digits': 64 of 64 trials, best dev_error 0.0139 in trial 12)
    """
    path = Path(path)
    if path.is_file():
        from hpsearch.models.loading import load_model  # noqa: PLC0415 (as in run)

        return load_model(path)
    if path.suffix and not path.exists():
        from hpsearch.errors import UsageError  # noqa: PLC0415 (as in run)

        raise UsageError(f"{path}: there is no such file or folder; expected the folder of a run, or a model's file")
    from hpsearch.report.notebook import NotebookRun  # noqa: PLC0415

    return NotebookRun(path)
