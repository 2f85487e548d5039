"""The keys of the screen, with their texts in the footer and in the help."""

from hpsearch.records import Record


class Key(Record):
    """A `key` (textual's name), its `shown` name, its `action`, and its description as a word and as a sentence."""

    key: str
    shown: str
    action: str
    label: str
    sentence: str


KEYS = (
    Key("space", "space", "pause", "pause", "pause at the next step, or continue"),
    Key("left_square_bracket", "[", "tell('learning_rate=0.5x')", "rate÷2", "halve the learning rate"),
    Key("right_square_bracket", "]", "tell('learning_rate=2x')", "rate×2", "double the learning rate"),
    Key("l", "l", "ask('learning_rate')", "rate", "type a learning rate, or a factor such as 0.3x"),
    Key("m", "m", "ask('beta1')", "momentum", "type a momentum (beta1); the velocity is kept"),
    Key("s", "s", "set", "set", "set any hyperparameter that can change during training"),
    Key("n", "n", "ask('run')", "run n", "train a number of epochs, then pause"),
    Key("r", "r", "roll_back", "roll back", "go back to the end of an epoch, with its weights, on a new branch"),
    Key("u", "u", "tell('undo')", "undo", "undo the last change; a rollback returns to the branch it left"),
    Key("e", "e", "ask('extend')", "extend", "train more epochs"),
    Key("f", "f", "finish", "finish", "end this trial and keep its model"),
    Key("w", "w", "ask('note')", "remark", "write a remark, stored with the run"),
    Key("x", "x", "give_up", "give up", "give up this trial and start the next"),
    Key("g", "g", "go", "do as proposed", "make the change that is proposed below the curves"),
    Key("v", "v", "view", "view", "show another metric"),
    Key("z", "z", "zoom", "zoom", "show all epochs, the last quarter, or the last twentieth"),
    Key("t", "t", "trial", "trial", "show another trial"),
    Key("question_mark", "?", "help", "help", "this page"),
    Key("ctrl+c", "^C", "leave", "leave", "close the screen; the training goes on, or stops if you say so"),
)


LOOKING = ("view", "zoom", "trial", "help", "leave")
"""The actions that are left once the training has ended."""


def lines(width: int, *, over: bool = False) -> list[list[Key]]:
    """Return the keys in lines for a footer of this width; if the training is over, only those to look at it."""
    rows: list[list[Key]] = [[]]
    used = 1
    for key in (each for each in KEYS if not over or each.action in LOOKING):
        wide = len(key.shown) + 1 + len(key.label) + 2
        if used + wide - 1 > width and rows[-1]:
            rows.append([])
            used = 1
        rows[-1].append(key)
        used += wide
    return rows
