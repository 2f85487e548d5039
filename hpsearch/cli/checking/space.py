"""The lines of `check` on the search space, and on a first network before it is trained."""

from typing import Any

from hpsearch.cli.terminal.output import print_table
from hpsearch.cli.terminal.printing import say
from hpsearch.search.prepare import Prepared
from hpsearch.search.preview import signal
from hpsearch.space import Choices
from hpsearch.text.counting import how_many
from hpsearch.trials.table import Table, short, value_text


def show_space(prepared: Prepared) -> None:
    """Print the quantiles of each searched hyperparameter."""
    quantiles = (0.0, 0.25, 0.5, 0.75, 1.0)
    rows: list[tuple[Any, ...]] = []
    for axis in prepared.space.axes:
        where = " and ".join(f"{on.hyperparameter} is {' or '.join(map(str, on.values))}" for on in axis.conditions)
        zero = f"0 with probability {axis.or_zero:g}" if axis.or_zero else ""
        rows.append((axis.name, *_spread(axis.domain, quantiles), ", ".join(filter(None, (zero, where)))))
    say(f"Space: {how_many(len(prepared.space.searched), 'hyperparameter')} searched", bold=True)
    if not rows:
        say("  no hyperparameter has a range, so all trials would be equal and only one runs; give one a range")
    else:
        header = ("", "lowest", "25 %", "median", "75 %", "highest", "only if")
        print_table(Table(header, tuple(rows)), spare=["25 %", "75 %"])


def _spread(domain: Any, quantiles: tuple[float, ...]) -> tuple[Any, ...]:
    if isinstance(domain, Choices):
        options = (short(each) if isinstance(each, dict) else value_text(each) for each in domain.options)
        return (" | ".join(options), *[""] * (len(quantiles) - 1))
    return tuple(domain.decode(u) for u in quantiles)


def show_signal(prepared: Prepared) -> None:
    """Print the sizes of activations and gradients in a first network."""
    first = signal(prepared)
    say(f"First network: {first.architecture!r}, before training", bold=True)
    if first.activations:
        say(f"  size of the activations, layer by layer: {', '.join(map(short, first.activations))}")
    say(f"  norm of the weights' gradients: {', '.join(map(short, first.gradients))}")
