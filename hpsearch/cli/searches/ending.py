"""The end of a search: its report, the location of the results, and the exit code."""

from hpsearch.cli.terminal.output import StdoutTerminal
from hpsearch.cli.terminal.printing import say
from hpsearch.report.building import build_report
from hpsearch.report.render.text import show_report
from hpsearch.runs.run import Run
from hpsearch.runs.store.disk.ours import MESSAGES
from hpsearch.text.command_line import command, resuming
from hpsearch.trials.outcomes import Status


def show_end(finished: Run) -> None:
    """Print the report and the location of the results; exit with 1 if no trial completed, 3 if some failed."""
    whole = f"`{command('report', finished.folder, '--format', 'markdown')}` shows all columns"
    show_report(build_report([finished]), StdoutTerminal(whole), whole=False)
    statuses = [str(outcome.status) for outcome in finished.outcomes]
    ends = {status: statuses.count(str(status)) for status in (Status.STOPPED, Status.DIVERGED, Status.FAILED)}
    counts = ", ".join(f"{count:,} {status}" for status, count in ends.items() if count)
    parts = [f"{counts} of {len(statuses):,} trials"] if counts else []
    kept = "every trial and epoch" + (", and the best model" if finished.saved_model is not None else "")
    say("; ".join([*parts, f"{finished.folder}/ holds {kept}"]), err=True)
    if Status.COMPLETE not in statuses:
        say(_nothing_completed(finished, stopped=ends[Status.STOPPED]), err=True)
        raise SystemExit(1)
    if ends[Status.FAILED]:
        say(f"failed trials raised an error; see the column message in trials.csv{_printed(finished)}", err=True)
        raise SystemExit(3)


def _nothing_completed(run: Run, stopped: int) -> str:
    """Return why there is no winner, and what to do."""
    done, planned = run.progress
    limited = run.meta("config")["search"]["time_limit"] is not None
    if stopped and (limited or done < planned):
        # halving chose among them, but the time limit came before the chosen ones ended
        return f"no trial was trained to its end before the time limit; `{resuming(run.folder)}` goes on with the rest"
    if "objective" in run.meta("config"):
        return f"no trial completed; see the messages in trials.csv{_printed(run)}"
    return "no trial completed; lower the learning rate, or see the messages in trials.csv"


def _printed(run: Run) -> str:
    """Return where to find the output of trials, if there is any."""
    folder = run.folder / MESSAGES
    return f", and what was printed in {folder}/" if folder.is_dir() else ""
