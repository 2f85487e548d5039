"""For each finding a run that shows it, and a twin that does not."""

from math import inf, log10

from hpsearch.records import replace
from hpsearch.trials.baselines import Baseline, Comparison
from hpsearch.trials.data_facts import LateFacts
from hpsearch.trials.ensembles import EnsembleMember, EnsembleRecord
from hpsearch.trials.finalists import Finalist
from hpsearch.trials.intervals import ConfidenceInterval
from hpsearch.trials.outcomes import Status
from hpsearch.trials.ranking import Ranking
from tests.diagnosis.made import FACTS, bowl, config, curve, evidence, none_fits_better, outcome, trials, with_winner

HEALTHY = evidence


def finalists(tied):
    """Two finalists, whose retrainings tell them apart or not."""
    first, second, *_ = evidence().trials
    difference = ConfidenceInterval(0.004, 0.006 if tied else 0.002)
    return (
        Finalist(1, first, 5, ConfidenceInterval(0.03, 0.004), tied_with_first=True),
        Finalist(2, second, 5, ConfidenceInterval(0.034, 0.004), tied_with_first=tied, difference=difference),
    )


def judged(better_by, p):
    """A comparison of the winner with a linear model."""
    low, high = better_by - 0.01, better_by + 0.01
    winner = evidence().winner.number
    return (
        Comparison("linear", winner, "dev_error", 0.03, 0.03 + better_by, better_by, low, high, p, "Bonett and Price"),
    )


def averaged(networks, lower_by):
    """A run with two finalists and a number of networks, whose mean has a log loss lower by a share."""
    keys = tuple((1 + n % 2, 1 + n // 2) for n in range(networks))
    members = tuple(EnsembleMember(*key, 1 / networks) for key in keys)
    mean, one = {"dev_log_loss": 0.2 * (1 - lower_by)}, {"dev_log_loss": 0.2}
    record = EnsembleRecord("mean", keys, members, 1.0, mean, one, used=True)
    of = config(search={"finalists": {"count": 2, "repeats": networks // 2}, "refit": False})
    return with_winner(evidence(of, ensemble=record), train_error=0.0, dev_error=0.1)


def measured(**errors):
    """Baselines with such dev errors."""
    return tuple(Baseline(name, metrics={"dev_error": error}) for name, error in errors.items())


def noisy(of=None, **more):
    """A run whose best trial gets a quarter of train and dev wrong."""
    of = of or config()
    return evidence(of, trials=trials(of, lambda settings: bowl(settings) + 0.23), **more)


def diverging_above(limit):
    """Trials that diverge above a learning rate."""
    made = trials(config())
    lost = Status.DIVERGED
    return tuple(
        outcome(each.number, each.settings, inf, status=lost) if each.settings["learning_rate"] > limit else each
        for each in made
    )


def hopeless_above(limit):
    """Trials that only guess above a learning rate."""
    return trials(config(), lambda settings: bowl(settings) if settings["learning_rate"] < limit else 0.5)


def failing():
    """One trial that raised an error."""
    first, *others = evidence().trials
    return evidence(trials=(first, outcome(99, {}, inf, status=Status.FAILED), *others))


def of_units(settings):
    """Depends on the learning rate and the units, and not on l2."""
    return bowl({**settings, "l2": 1.0})


def crossing(settings):
    """The best units depend on the learning rate."""
    rate = (log10(settings["learning_rate"]) + 2) / 2
    return 0.03 + 0.3 * abs(rate - (settings["units"] - 72) / 56) + 0.01 * rate**2


def rising(settings):
    """The higher the learning rate, the better."""
    return 0.04 - 0.1 * log10(settings["learning_rate"]) + 0.0 * settings.get("units", 0)


def timed(name, *, upper, better=False):
    """Trials of which the upper or the lower half of a range takes three times as long, and is better or worse."""
    of = config(batch_size={"low": 16, "high": 256, "scale": "log"})
    middle = {"batch_size": 63, "units": 72}[name]

    def is_slow(settings):
        return (settings[name] > middle) == upper

    made = trials(of, lambda settings: bowl(settings) / 100 + 0.03 + 0.01 * (is_slow(settings) != better))
    return evidence(of, trials=tuple(replace(each, seconds=1.0 + 2.0 * is_slow(each.settings)) for each in made))


def up_and_down(count=100):
    """Losses that go up and down, and fall no further."""
    return [1.0, 0.6, 0.4, *(0.2 + 0.05 * (n % 2) for n in range(count - 3))]


def biased(**errors):
    """A run of which no trial fits the training part better than the winner, with other metrics of that."""
    return none_fits_better(with_winner(evidence(), train_error=0.12, **errors))


def held_back():
    """A run whose winner has much l2 and fits train less than others, which are no better on dev."""
    shows = with_winner(evidence(trials=trials(config(), train=0.01)), train_error=0.12, dev_error=0.13)
    first, *others = shows.trials
    held = replace(first, trial=replace(first.trial, settings={**first.settings, "l2": 54.0}))
    return replace(shows, trials=(held, *(each for each in others if each.settings["l2"] < 1)))


def unlearned(**errors):
    """A run whose model does not learn the dev rows, with such errors."""
    return with_winner(evidence(config(search={"refit": False})), **errors)


def heavy_tailed(rows):
    """A regression that is as good as the linear model, and whose dev rows count as so many by their errors."""
    made = with_winner(evidence(), train_rmse=80.0, dev_rmse=150.0)
    of = {"ranking": Ranking("dev_rmse", maximize=False), "headline": "rmse", "comparisons": judged(0.001, 0.4)}
    trials_ = tuple(
        replace(each, metrics={"dev_rmse": 160.0, "train_rmse": 80.0, **each.metrics}) for each in made.trials
    )
    facts = replace(FACTS, classes=(), task="regression", target_spread=120.0)
    return replace(made, **of, trials=trials_, facts=facts, late=LateFacts(0, 0, 100, (), rows, rows))


LOPSIDED = replace(FACTS, classes=(5_800, 200))

SHOWN = {
    "high_bias": (biased(dev_error=0.13), with_winner(HEALTHY(), train_error=0.12, dev_error=0.13)),
    "fitting_does_not_help": (held_back(), biased(dev_error=0.13)),
    "high_variance": (with_winner(HEALTHY(), train_error=0.0, dev_error=0.1), HEALTHY()),
    "bias_and_variance": (biased(dev_error=0.25), with_winner(HEALTHY(), train_error=0.12, dev_error=0.25)),
    "neither_bias_nor_variance": (
        with_winner(HEALTHY(), train_error=0.01, dev_error=0.015),
        biased(dev_error=0.25),
    ),
    "no_better_model_known": (
        noisy(baselines=measured(linear=0.3, boosted_trees=0.26)),
        noisy(),
    ),
    "not_trained_to_its_end": (
        evidence(
            curve=curve([0.95**n for n in range(40)], [0.96**n for n in range(40)]),
            trials=trials(config(), best_epoch=40),
        ),
        HEALTHY(),
    ),
    "overfitting": (
        evidence(curve=curve([1 / n for n in range(1, 41)], [1 / n + 0.004 * n for n in range(1, 41)])),
        HEALTHY(),
    ),
    "diverging": (evidence(trials=diverging_above(0.05)), evidence(trials=diverging_above(0.9))),
    "best_at_the_end_of_a_range": (evidence(trials=trials(config(), rising)), HEALTHY()),
    "hopeless_trials": (evidence(trials=hopeless_above(0.0105)), evidence(trials=hopeless_above(0.9))),
    "no_influence": (evidence(trials=trials(config(), of_units)), HEALTHY()),
    "interaction": (evidence(trials=trials(config(), crossing, count=60)), HEALTHY()),
    "too_few_trials": (
        evidence(trials=trials(config(), lambda settings: bowl(settings) + 0.2 * (settings["units"] == 72), count=14)),
        HEALTHY(),
    ),
    "too_few_seeds": (evidence(finalists=finalists(tied=True)), evidence(finalists=finalists(tied=False))),
    "dev_part_too_small": (
        evidence(facts=replace(FACTS, dev=60), trials=trials(config(), lambda settings: bowl(settings) / 10 + 0.05)),
        evidence(facts=replace(FACTS, dev=200_000)),
    ),
    "no_better_than_a_baseline": (
        evidence(
            config(learning_rate=0.01), trials=trials(config(learning_rate=0.01)), comparisons=judged(-0.2, 0.001)
        ),
        evidence(comparisons=judged(0.1, 0.001)),
    ),
    "learning_rate_too_low": (
        evidence(
            curve=curve([0.7 - 0.001 * n for n in range(30)], [0.7] * 30),
            comparisons=judged(-0.2, 0.001),
        ),
        evidence(comparisons=judged(-0.2, 0.001)),
    ),
    "mismatched_parts": (
        evidence(config(data={"split": "part"}), late=LateFacts(0, 0, 100, ("train and dev differ",))),
        HEALTHY(),
    ),
    "few_rows_decide": (heavy_tailed(5.0), heavy_tailed(400.0)),
    "leaking_column": (evidence(facts=replace(FACTS, leaking=("closed_on",))), HEALTHY()),
    "class_imbalance": (evidence(facts=LOPSIDED), HEALTHY()),
    "dead_units": (evidence(late=LateFacts(0, 40, 100)), evidence(late=LateFacts(0, 4, 100))),
    "small_batches_cost_time": (
        timed("batch_size", upper=False),
        timed("batch_size", upper=False, better=True),
    ),
    "wide_networks_cost_time": (timed("units", upper=True), timed("units", upper=True, better=True)),
    "plateau": (
        evidence(curve=curve([1.0, 0.9] + [0.7] * 38, [0.8] * 40, norm=[1.0] + [0.01] * 39)),
        HEALTHY(),
    ),
    "schedule_worth_trying": (evidence(curve=curve(up_and_down(), up_and_down())), HEALTHY()),
    "no_test_part": (
        evidence(config(data={"split": {"train": 0.7, "dev": 0.3}}), facts=replace(FACTS, test=0)),
        HEALTHY(),
    ),
    "inputs_not_normalised": (
        evidence(config(data={"normalize": "none"}), facts=replace(FACTS, scales=(0.1, 40.0))),
        evidence(config(data={"normalize": "none"}), facts=replace(FACTS, scales=(1.0, 4.0))),
    ),
    "too_few_steps": (evidence(config(batch_size="full")), evidence(config(batch_size=64))),
    "learning_rate_not_searched": (
        evidence(config(learning_rate=0.01), trials=trials(config(learning_rate=0.01))),
        HEALTHY(),
    ),
    "failed_trials": (failing(), HEALTHY()),
    "few_networks_averaged": (averaged(4, lower_by=0.2), averaged(4, lower_by=0.02)),
    "dev_rows_not_learned": (
        unlearned(train_error=0.018, dev_error=0.03),
        unlearned(train_error=0.029, dev_error=0.03),
    ),
}
"""By the name of the finding."""
