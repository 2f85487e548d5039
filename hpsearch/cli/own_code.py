"""Show for `hpsearch check` what is known of the user's own training code without running it."""

from collections.abc import Iterator

from hpsearch.cli.terminal.printing import say
from hpsearch.search.prepare import Prepared
from hpsearch.text.counting import how_many
from hpsearch.text.visible import visible_line
from hpsearch.training.own.function.function_code import FunctionCode
from hpsearch.training.own.objective import OwnObjective
from hpsearch.training.own.program.command_code import CommandCode


def show_code(prepared: Prepared, objective: OwnObjective) -> None:
    """Print what is run for each trial, and what it must provide."""
    for place, sentence in enumerate(_about(prepared, objective)):
        say(visible_line(sentence) if not place else f"  {visible_line(sentence)}", bold=not place)


def _about(prepared: Prepared, objective: OwnObjective) -> Iterator[str]:
    code, ranking = objective.code, objective.ranking
    if isinstance(code, FunctionCode):
        yield f"Code: {code.function.title}"
        yield "a function, which is found and not run: what it gives is known with the first trial"
    elif isinstance(code, CommandCode):
        yield f"Code: {' '.join(code.words)}"
        limit = f"for {code.timeout:g} seconds at most" if code.timeout else "without a time limit"
        yield f"a program, run in {code.folder} {limit}"
        if code.devices:
            devices = ", ".join(map(str, code.devices))
            yield f"one training at a time on each of {how_many(len(code.devices), 'device')}: {devices}"
    better = "higher is better" if ranking.maximize else "lower is better"
    yield f"each epoch is to give {ranking.metric}, of which {better}"
    if prepared.config.search.halving is not None:
        keeps = "keep files in HPSEARCH_STATE" if isinstance(code, CommandCode) else "yield a state beside its metrics"
        yield f"search.halving pauses trainings, so that it has to {keeps}"
    if prepared.config.search.mode == "panda" and isinstance(code, FunctionCode):
        name = code.function.title.rpartition(":")[2]
        yield f"panda changes the hyperparameters that {name}.live names; to go back it has to yield a state, too"
