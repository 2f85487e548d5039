"""`hpsearch tell`: steer a training from anywhere."""

from pathlib import Path

import click

from hpsearch.cli.printing import say
from hpsearch.errors import UsageError
from hpsearch.panda.changes import parse
from hpsearch.panda.view import answers, send_all


@click.command()
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN")
@click.argument("changes", nargs=-1, required=True, metavar="CHANGE...")
@click.option("--remark", default="", help="Why, to be kept with each change.")
@click.option("--timeout", type=click.FloatRange(min=0), default=60.0, show_default=True, help="Seconds to wait.")
def tell(run: Path, changes: tuple[str, ...], remark: str, timeout: float) -> None:
    """Change the model that RUN trains now; returns when the changes hold, and says from which step on.

    \b
    learning_rate=0.5x     half of what it is; or a number, learning_rate=0.01. With a schedule
                           this is its full rate from now on: the schedule keeps its shape
    beta1=0.95             also beta2, epsilon, l2, weight_decay, clip_norm, label_smoothing,
                           keep_prob (a number, or [0.8,0.9] for the layers), input_keep_prob
    velocity=0             forget the velocity, which a change of beta1 keeps
    rollback=12            back to the end of epoch 12, weights and all, on a new branch;
                           rollback=-5 goes 5 epochs back
    undo                   take the last change back: a value is what it was again, a rollback
                           returns to the branch that was left
    extend=20              20 epochs more
    run=5                  train 5 epochs, then pause
    pause, resume          hold at a step, and go on
    finish                 keep the model as it is after this epoch, and take the next trial
    give_up                take the next trial at once
    stop                   end the trainer; run --resume goes on with it
    note="too early"       a remark

    Several changes hold from the same step on, in their order; where one is refused, none does.

    Example: hpsearch tell runs/digits rollback=12 learning_rate=0.5x
    """  # noqa: D301 (\b is click's mark for lines to be left as they are)
    commands = send_all(run, [parse(change) for change in changes], "tell", remark)
    refused = []
    for change, answer in zip(changes, answers(run, commands, timeout), strict=True):
        if answer.refusal is not None:
            refused.append(answer.refusal)
        elif answer.intervention is None:
            say(f"{change}: done")
        else:
            held = answer.intervention
            say(f"trial {held.trial}, {held.place}: {held}")
    if refused:
        raise UsageError("\n".join(refused))
