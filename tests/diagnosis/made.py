"""Evidence made by hand: a healthy run, and what is changed in it to show a finding."""

from math import log10

import numpy as np

from hpsearch.config import config_from
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.records import replace
from hpsearch.trials.data_facts import DataFacts, LateFacts
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.outcomes import Outcome, Status, Trial
from hpsearch.trials.ranking import Ranking

RANKING = Ranking("dev_error", maximize=False)
FACTS = DataFacts("classification", 6_000, 2_000, 2_000, 20, (3_000, 3_000))
RATE = {"low": 1e-4, "high": 1.0, "scale": "log"}
UNITS = {"low": 16, "high": 128, "step": 16}
L2 = {"low": 0.01, "high": 100.0, "scale": "log", "or_zero": True}


def config(data=None, search=None, **hyperparameters):
    """The config of the healthy run, with other values."""
    return config_from(
        {
            "data": {"source": "digits", **(data or {})},
            "hyperparameters": {
                "units": UNITS,
                "layers": 2,
                "learning_rate": RATE,
                "l2": L2,
                "epochs": 40,
                **hyperparameters,
            },
            "search": {"trials": 40, "refit": True, **(search or {})},
        }
    )


def bowl(settings):
    """An error that is lowest in the middle of each range, and depends mostly on the learning rate."""
    rate = (log10(settings.get("learning_rate", 1e-2)) + 2) / 4
    wide = settings.get("units", 72)
    units = (max(wide) - 72 if isinstance(wide, list) else wide - 72) / 112
    l2 = (log10(settings["l2"] or 0.01)) / 4 if "l2" in settings else 0.0
    return 0.03 + 0.5 * rate**2 + 0.2 * units**2 + 0.15 * l2**2


def outcome(number, settings, error, *, status=Status.COMPLETE, train=None, seconds=1.0, best_epoch=30):
    """A trial with such an error on dev, and on train by default a little less."""
    done = status == Status.COMPLETE
    metrics = {"dev_error": error, "train_error": max(0.0, error - 0.012) if train is None else train}
    metrics |= {"dev_loss": error, "train_loss": error}
    return Outcome(
        Trial(number, 1, settings),
        status,
        metrics if done else {},
        best_epoch if done else None,
        40,
        "" if done else "the loss is no number",
        seconds=seconds,
    )


def trials(of, error=bowl, count=40, **more):
    """Random trials of a config, best first; the first one is in the middle of each range."""
    draw = np.random.default_rng(0)
    space = of.space()
    drawn = [space.drawn(draw) for _ in range(count)]
    middle = {}
    for axis in space.axes:
        if axis.is_used({**space.fixed, **middle}):
            middle = axis.added_to(middle, axis.domain.decode(0.5))
    made = [outcome(n, settings, error(settings), **more) for n, settings in enumerate([middle, *drawn])]
    return tuple(sorted(made, key=RANKING.place))


def curve(train, dev, *, norm=1.0):
    """The epochs of a training with such losses; errors are tenths of them."""
    return tuple(
        EpochRecord(
            0,
            0,
            epoch,
            0.01,
            {"train_loss": a, "train_error": a / 10, "dev_loss": b, "dev_error": b / 10},
            norm if np.isscalar(norm) else norm[epoch - 1],
        )
        for epoch, (a, b) in enumerate(zip(train, dev, strict=True), start=1)
    )


def flattening(count=40):
    """Losses that fall, and then stay constant."""
    return [0.05 + 0.95 * 0.7**n for n in range(count)]


def evidence(of=None, **more):
    """The healthy run: 41 trials, a curve that ends flat, enough rows."""
    of = of or config()
    known = {
        "config": of,
        "ranking": RANKING,
        "headline": "error",
        "trials": trials(of),
        "curve": curve(flattening(), flattening()),
        "facts": FACTS,
        "late": LateFacts(0, 0, 100),
    }
    return Evidence(**{**known, **more})


def with_winner(made, **metrics):
    """The same run with other metrics of its best trial."""
    first, *others = made.trials
    return replace(made, trials=(replace(first, metrics={**first.metrics, **metrics}), *others))


def none_fits_better(made):
    """The same run, of which no other trial fits the training part better than the winner."""
    first, *others = made.trials
    train = {"train_error": first.metrics["train_error"]}
    return replace(made, trials=(first, *(replace(each, metrics={**each.metrics, **train}) for each in others)))
