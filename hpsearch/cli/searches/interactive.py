"""`hpsearch run --mode panda` on a terminal: another process trains, and the terminal only shows it."""

from hpsearch.cli.searches.ending import show_end
from hpsearch.cli.searches.request import Request
from hpsearch.cli.searches.trainer_process import last_words, start_trainer
from hpsearch.cli.terminal.interruption import INTERRUPTED
from hpsearch.cli.terminal.printing import say
from hpsearch.cli.watch import standing, watch_run
from hpsearch.panda.view import View
from hpsearch.runs.run import Run
from hpsearch.search.folder.existing import Existing
from hpsearch.text.command_line import command

AS_OPTIONS = {
    Existing.REFUSE: (),
    Existing.CONTINUE: ("--resume",),
    Existing.CONTINUE_ELSEWHERE: ("--resume", "--force"),
    Existing.OVERWRITE: ("--overwrite", "--yes"),
}
"""The options of `hpsearch run` for each value."""

ENDED = (0, 1, 3)
"""The exit codes of a search that reached its end."""


def train_interactively(request: Request) -> None:
    """Start the trainer, show its training until the user leaves, and show the result if the search has ended."""
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
        process.returncode = 0  # no one waits for it
        say(f"the training goes on; `{command('watch', folder)}` shows it again", err=True)
        say(standing(folder), err=True)
        return
    code = process.wait()
    if code not in ENDED:
        say(standing(folder) if code == INTERRUPTED else last_words(folder), err=True)
        raise SystemExit(code)
    show_end(Run(folder))
