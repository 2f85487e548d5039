"""`hpsearch tell`: change a model while it trains, from another terminal or a script."""

from pathlib import Path

import click

from hpsearch.cli.options import Seconds
from hpsearch.cli.terminal.printing import say
from hpsearch.errors import UsageError
from hpsearch.panda.changes import parse
from hpsearch.panda.view import answers, send_all, vocabulary_of


@click.command()
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN")
@click.argument("changes", nargs=-1, required=True, metavar="CHANGE...")
@click.option("--remark", default="", help="The reason, stored with each change.")
@click.option(
    "--timeout",
    type=Seconds(min=0),
    metavar="S",
    default=60.0,
    show_default=True,
    help="Seconds to wait for the answer.",
)
def tell(run: Path, changes: tuple[str, ...], remark: str, timeout: float) -> None:
    """Change the model that RUN is training; wait for the change to take effect, and print from which step on.

    \b
    learning_rate=0.5x     half of its value; or a number, learning_rate=0.01. A schedule is
                           applied to this rate from now on
    beta1=0.95             also beta2, epsilon, l2, weight_decay, clip_norm, label_smoothing,
                           keep_prob (a number, or [0.8,0.9] for the layers), input_keep_prob
    velocity=0             set the velocity to 0; a change of beta1 does not
    rollback=12            go back to the end of epoch 12, with its weights, on a new branch;
                           rollback=-5 goes back 5 epochs
    undo                   undo the last change: a value becomes what it was before, a rollback
                           returns to the branch that it left
    extend=20              train 20 more epochs
    run=5                  train 5 epochs, then pause
    pause, resume          pause at the next step, and continue
    finish                 end the trial here, keep its best model, and start the next trial
    give_up                do not keep the model, and start the next trial
    stop                   stop the trainer; hpsearch run --resume continues the run
    note="too early"       store a remark

    Training code of your own (objective) gets changes of the hyperparameters that it declares as changeable, with its
    next epoch.

    Several changes take effect at the same step, in their order. If one is refused, none takes effect.

    Example: hpsearch tell runs/digits rollback=12 learning_rate=0.5x
    """  # noqa: D301 (\b is click's mark for lines to be left as they are)
    vocabulary = vocabulary_of(run)
    commands = send_all(run, [parse(change, vocabulary) for change in changes], "tell", remark)
    refused = []
    for change, answer in zip(changes, answers(run, commands, timeout), strict=True):
        if answer.refusal is not None:
            refused.append(answer.refusal)
        elif answer.intervention is None:
            say(f"{change}: done")
        else:
            held = answer.intervention
            say(f"trial {held.trial}, {held.moment}: {held}")
    if refused:
        raise UsageError("\n".join(refused))
