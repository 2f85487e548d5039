"""The keys of the screen: what each does, in the footer and in the help."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A `key` by textual's name, as it is `shown`, its `action`, and in a word and in a sentence what it does."""

    key: str
    shown: str
    action: str
    label: str
    sentence: str


KEYS = (
    Key("space", "space", "pause", "pause", "hold at the next step, or go on"),
    Key("left_square_bracket", "[", "tell('learning_rate=0.5x')", "rate÷2", "half the learning rate"),
    Key("right_square_bracket", "]", "tell('learning_rate=2x')", "rate×2", "twice the learning rate"),
    Key("l", "l", "ask('learning_rate')", "rate", "type a learning rate, or a factor such as 0.3x"),
    Key("m", "m", "ask('beta1')", "momentum", "type a momentum (beta1); the velocity is kept"),
    Key("s", "s", "set", "set", "set any hyperparameter that may change while a model trains"),
    Key("n", "n", "ask('run')", "run n", "train so many epochs, then pause"),
    Key("r", "r", "roll_back", "roll back", "go back to the end of an epoch, weights and all, on a new branch"),
    Key("u", "u", "tell('undo')", "undo", "take the last change back; of a rollback, to the branch it left"),
    Key("e", "e", "ask('extend')", "extend", "so many epochs more"),
    Key("f", "f", "finish", "finish", "finish here and keep the model as it is"),
    Key("w", "w", "ask('note')", "remark", "write a remark, kept with the run"),
    Key("x", "x", "give_up", "give up", "give up this trial and take the next"),
    Key("g", "g", "go", "do as proposed", "do what the line below the curves proposes"),
    Key("v", "v", "view", "view", "look at another metric"),
    Key("z", "z", "zoom", "zoom", "look at all epochs, the last quarter, or the last twentieth"),
    Key("t", "t", "trial", "trial", "look at another trial"),
    Key("question_mark", "?", "help", "help", "this page"),
    Key("ctrl+c", "^C", "leave", "leave", "leave the training to itself, or stop it"),
)


def lines(width: int) -> list[list[Key]]:
    """The keys for a footer so wide."""
    rows: list[list[Key]] = [[]]
    used = 1
    for key in KEYS:
        wide = len(key.shown) + 1 + len(key.label) + 2
        if used + wide - 1 > width and rows[-1]:
            rows.append([])
            used = 1
        rows[-1].append(key)
        used += wide
    return rows
