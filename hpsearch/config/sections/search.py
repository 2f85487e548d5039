"""The section `search`: the number of trials, the sampler, and the metric."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, ValidationError

from hpsearch.config.problems import Problem
from hpsearch.config.sections.autopilot import AutopilotSection
from hpsearch.config.sections.judging import checked_metric
from hpsearch.config.sections.section import ConfigSection, mistake, problems_of, together, unknown_key, unknown_word
from hpsearch.config.sections.values import Count, CountOrNone, NonNegative, Positive, Whole, words_or
from hpsearch.config.wording import nearest
from hpsearch.records import Record, field
from hpsearch.samplers import SAMPLERS

_MOST_TRIALS = 1_000_000


class SamplerConfig(Record):
    """The name of a sampler and its options, which the sampler checks."""

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)


def _sampler(value: Any) -> SamplerConfig:
    """`tpe`, or `{name: tpe, …its options}`."""
    if not isinstance(value, dict):
        return SamplerConfig(_sampler_name(value))
    if "name" not in value:
        misspelt = [key for key in value if nearest(key, ["name"]) == "name"]
        raise together(
            [Problem((key,), unknown_key(key, ["name"]), by_key=True) for key in misspelt]
            or [Problem(("name",), "is missing; expected the name of a sampler, such as random", by_key=True)]
        )
    try:
        name = _sampler_name(value["name"])
    except ValidationError as error:
        raise together([problem.under("name") for problem in problems_of(error)]) from None
    return SamplerConfig(name, {key: option for key, option in value.items() if key != "name"})


def _sampler_name(value: Any) -> str:
    names = list(SAMPLERS)
    if isinstance(value, str) and value in names:
        return value
    raise mistake(unknown_word(value, names))


class Halving(ConfigSection):
    """Successive halving: after some epochs only the best share of the models trains on."""

    min_epochs: Count = Field(default=3, description="the number of epochs to the first rung")
    factor: Annotated[Whole, Field(ge=2)] = Field(
        default=3,
        description="at each rung one of `factor` trials goes on, for `factor` times the epochs",
    )
    among: Literal["round", "search"] = Field(
        default="round",
        description="with which models a model is compared. round: with those of its round, and stopped ones stay"
        " stopped; search: with all that stopped at that rung in any round, and the best of these go "
        "on, new or old",
    )


def _halving(value: Any) -> Halving | None:
    """`auto`, a section, or none."""
    if isinstance(value, str):
        if value != "auto":
            raise mistake(unknown_word(value, ["auto"]))
        return Halving(among="search")
    return value if value is None or isinstance(value, Halving) else Halving.model_validate(value)


class Finalists(ConfigSection):
    """The best trials, retrained with new seeds."""

    count: Annotated[Count, Field(le=1_000)] = Field(default=5, description="the number of best trials to retrain")
    repeats: Annotated[Count, Field(le=1_000)] = Field(
        default=5,
        description="how often each is retrained, with different seeds",
    )


class SearchConfig(ConfigSection):
    """The section `search` of a config."""

    mode: Literal["caviar", "panda"] = Field(
        default="caviar",
        description="caviar: many networks at once; panda: one after the other, which can be changed by hand; "
        "without repeats, halving and finalists",
    )
    sampler: Annotated[SamplerConfig, PlainValidator(_sampler)] = Field(
        default=SamplerConfig("coarse_to_fine"),
        description="the algorithm that proposes settings. grid: all choices and evenly spaced values of the "
        "ranges, as many as fit into `trials` or `points`; tpe, gp, cmaes and qmc are Optuna's; the "
        'last three need `pip install "hpsearch[samplers]"`. With options: `{name: grid, points: 5}`,'
        " `{name: tpe, n_ei_candidates: 48}`",
    )
    trials: Annotated[int | str, words_or(Annotated[Count, Field(le=_MOST_TRIALS)], "auto")] = Field(
        default=64,
        description="the number of settings to try. None is tried twice, so a small space ends the search "
        "earlier. auto, with a time_limit: rounds of 16 trials, as long as another round should end "
        "in time; up to a fifth of the time is kept for the finalists, with refit up to a third for both. "
        "These decisions are recorded, and `--resume` keeps them",
    )
    rounds: Annotated[Count, Field(le=1_000_000)] = Field(
        default=4,
        description="the number of rounds. The sampler sees results only between rounds, so that the results are "
        "the same for any number of workers",
    )
    lag: Annotated[Count, Field(le=1_000_000)] = Field(
        default=1,
        description="the number of rounds between a round and the newest results that it is proposed from. 1: the"
        " round before. 3: round 5 is proposed from rounds 1 and 2, while 3 and 4 may still train, so"
        " that many workers need not wait for the last trial of a round. Not with halving, trials: "
        "auto or panda",
    )
    metric: Annotated[str, PlainValidator(checked_metric)] = Field(
        default="auto",
        description="the metric by which trials are compared; auto: dev_error or dev_rmse. `{f_beta: 2}` and "
        "`{pinball: 0.9}` have a parameter, which is part of the name in tables: dev_pinball_0.9. For"
        " classes of unequal size use dev_auc, dev_average_precision, dev_f1, dev_mcc or "
        "dev_balanced_accuracy. f1, f_beta, auc and average_precision judge the positive class of "
        "two; with more classes they are the mean over them. With code of your own, the name of one "
        "of its metrics",
    )
    direction: Literal["minimize", "maximize"] | None = Field(
        default=None,
        description="with code of your own: the direction in which the metric improves, if its name does not show it",
    )
    halving: Annotated[Halving | None, PlainValidator(_halving)] = Field(
        default=None,
        description="all models of a round train for min_epochs, the better third of them (`factor: 3`) for three"
        " times as many, and so on to the end; weights continue, and stopped trials keep a row with "
        "their results. auto is `{among: search}`: a stopped model may go on in a later round if it "
        "is then among the best; not with `trials: auto`. Not with panda",
    )
    repeats: Annotated[Count, Field(le=1_000)] = Field(
        default=1,
        description="the number of trainings of each trial, with different initial weights, batch orders and "
        "dropout masks: metrics are means, with the standard deviation of the search metric "
        "(dev_error_std); best_epoch is the median, epochs_run the largest",
    )
    on_error: Literal["continue", "stop"] = Field(
        default="continue",
        description="stop: the first trial that raises an error ends the search, and `--resume` trains it again",
    )
    retries: Annotated[CountOrNone, Field(le=100)] = Field(
        default=0,
        description="how often a failed training of your own code is retried",
    )
    finalists: Finalists | None = Field(
        default=Finalists(),
        description="retrain the best trials with new seeds, and choose the winner by the results; null: none, as"
        " in panda mode",
    )
    ensemble: Literal["auto", "none", "mean", "greedy"] = Field(
        default="auto",
        description="which networks are averaged as the run's model. mean: all retrained networks of the "
        "finalists; greedy: those that lower the dev loss most, possibly several times; none: only "
        "the winner's network; auto: mean if the dev part has under 500 rows, else greedy. If the "
        "average is no better on the dev part than the winner's saved network, or than the mean over "
        "its retrainings, that network stays the model; an average that is slightly worse by the "
        "metric, within the range of the winner's retrainings or, by error or accuracy, by no more "
        "than one standard error, is taken if its log loss or RMSE is better. With folds the networks of "
        "all folds of a setting are averaged together. Not in panda mode",
    )
    refit: bool = Field(
        default=False,
        description="whether the networks of the run's model are trained again at the end, on the rows of train "
        "and dev together, where a constant learning rate falls in the second half, since no row is left to "
        "choose an epoch by; a model of one to three networks has each trained with several seeds, which makes six, "
        "unless ensemble is none; all metrics are of the networks before. Not with folds, in panda mode, or "
        "if the dev part has less than a twentieth of the training part's rows; nor if the inputs of "
        "both would take more than 256 MB",
    )
    start: list[dict[str, Any]] = Field(
        default=[],
        description="settings to try first, `[{learning_rate: 0.01, l2: 0}]`; hyperparameters that are left out "
        "are drawn",
    )
    autopilot: AutopilotSection | None = Field(
        default=None,
        description="changes that panda makes by itself, at most `at_most` times in each trial: `{on_divergence: "
        "{rollback: 5, learning_rate: 0.5x}, on_plateau: {learning_rate: 0.3x}, at_most: 5}`, with a "
        "rollback by a number of epochs",
    )
    time_limit: Positive | None = Field(
        default=None,
        description="seconds after which no training starts, not even of finalists, once a first result is "
        "stored. The number of trials then depends on the time, and `--resume` continues the search. "
        "If a round with halving takes longer to propose, the part proposed so far, at least 512 "
        "trials, becomes its own round",
    )
    bayes_error: NonNegative = Field(
        default=0.0,
        description="the error of a person, or of the best known model: the report measures bias from it, or if "
        "it is 0, from the result of a baseline",
    )
    seed: CountOrNone = Field(default=0, description="the seed of all random numbers, including the split")

    @property
    def most_trials(self) -> int:
        """Largest number of trials; with `auto` the time limit ends the search long before."""
        return _MOST_TRIALS if isinstance(self.trials, str) else self.trials
