"""`hpsearch run --mode panda` on a terminal: the trainer is another process, and what one sees is only a window."""

from pathlib import Path

from hpsearch.cli.interruption import INTERRUPTED
from hpsearch.cli.printing import say
from hpsearch.cli.request import Request
from hpsearch.search.existing import Existing
from hpsearch.text.command_line import command

AS_OPTIONS = {
    Existing.REFUSE: (),
    Existing.CONTINUE: ("--resume",),
    Existing.CONTINUE_ELSEWHERE: ("--resume", "--force"),
    Existing.OVERWRITE: ("--overwrite", "--yes"),
}
"""The options of `hpsearch run` that each value stands for."""

ENDED = (0, 1, 3)
"""The exit codes of a search that came to its end."""


def means_panda(config: Path, overrides: tuple[str, ...]) -> bool:
    """Whether one model is to be trained under someone's eyes. Raises ConfigError where that cannot be read."""
    try:
        stated = config.read_bytes()
    except OSError:
        return False  # which the search itself says better
    if b"panda" not in stated and not any("panda" in override for override in overrides):
        return False
    from hpsearch.config import read_config  # noqa: PLC0415 (half a second, in which other searches start workers)

    return read_config(config, overrides).search.mode == "panda"


def babysit(request: Request) -> None:
    """Start the trainer, watch it, and show how it ended, if it has."""
    from hpsearch.cli.trainer_process import last_words, start_trainer  # noqa: PLC0415
    from hpsearch.cli.watch import standing, watch_run  # noqa: PLC0415 (only a panda needs it)
    from hpsearch.panda.view import View  # noqa: PLC0415

    arguments = [
        *(str(request.config), *(["--out", str(request.out)] if request.out else [])),
        *(word for override in request.overrides for word in ("--set", override)),
        *AS_OPTIONS[request.existing],
    ]
    process, folder = start_trainer(arguments)
    if folder is None:
        raise SystemExit(process.wait())
    watch_run(folder)
    with View(folder) as view:
        going_on = view.alive
    if going_on:
        process.returncode = 0  # nobody waits for it
        say(f"the training goes on; `{command('watch', folder)}` shows it again", err=True)
        say(standing(folder), err=True)
        return
    code = process.wait()
    if code not in ENDED:
        say(standing(folder) if code == INTERRUPTED else last_words(folder), err=True)
        raise SystemExit(code)
    from hpsearch.cli.ending import show_end  # noqa: PLC0415
    from hpsearch.runs.run import Run  # noqa: PLC0415

    show_end(Run(folder))
