"""The section `search`: how many trials, who proposes them, and what counts as better."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, ValidationError

from hpsearch.config.autopilot import AutopilotSection
from hpsearch.config.judging import checked_metric
from hpsearch.config.problems import Problem
from hpsearch.config.section import ConfigSection, mistake, problems_of, together, unknown_key, unknown_word
from hpsearch.config.values import Count, CountOrNone, NonNegative, Positive, Whole, words_or
from hpsearch.config.wording import nearest
from hpsearch.samplers import SAMPLERS

_MOST_TRIALS = 1_000_000


@dataclass(frozen=True, slots=True)
class SamplerConfig:
    """The name of a sampler and its options, which the sampler itself checks."""

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
    """Successive halving: after some epochs only the best share of the models is trained on."""

    min_epochs: Count = Field(default=3, description="the epochs after which a round is cut for the first time")
    factor: Annotated[Whole, Field(ge=2)] = Field(
        default=3,
        description="one trial of so many is trained on, for so many times the epochs",
    )
    among: Literal["round", "search"] = Field(
        default="round",
        description="whom a model is compared with. round: those of its round, and what stops does so for good; "
        "search: all that stopped at that rung in any round, and of these the best go on, be they new or old",
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

    count: Annotated[Count, Field(le=1_000)] = Field(default=5, description="how many of the best trials are retrained")
    repeats: Annotated[Count, Field(le=1_000)] = Field(
        default=5,
        description="how often each is retrained, with other seeds",
    )


class SearchConfig(ConfigSection):
    """The section `search` of a config."""

    mode: Literal["caviar", "panda"] = Field(
        default="caviar",
        description="caviar: many networks at once; panda: one after the other, which you can change by hand; without "
        "repeats, halving and finalists",
    )
    sampler: Annotated[SamplerConfig, PlainValidator(_sampler)] = Field(
        default=SamplerConfig("coarse_to_fine"),
        description="who proposes settings. grid: all choices and evenly spaced values of the ranges, as many as fit "
        "into `trials` or `points`; tpe is Optuna's, and so are gp, cmaes and qmc, which `pip install "
        '"hpsearch[samplers]"` brings. With options: `{name: grid, points: 5}`, `{name: tpe, n_ei_candidates: 48}`',
    )
    trials: Annotated[int | str, words_or(Annotated[Count, Field(le=_MOST_TRIALS)], "auto")] = Field(
        default=64,
        description="how many settings are tried, none twice, so a small space ends the search earlier. auto, with a "
        "time_limit: rounds of 16 as long as another can be expected to end in time, of which a fifth is kept for the "
        "finalists, or with refit a third for these and for that; what the clock decided is recorded, and `--resume` "
        "keeps to it",
    )
    rounds: Annotated[Count, Field(le=1_000_000)] = Field(
        default=4,
        description="the sampler sees results between rounds, so any number of workers agrees",
    )
    lag: Annotated[Count, Field(le=1_000_000)] = Field(
        default=1,
        description="how many rounds back the newest results are that a round is proposed from. 1: the round before. "
        "3: round 5 is proposed from rounds 1 and 2, while 3 and 4 may still train, so that many workers need not wait "
        "for the last trial of a round. Not with halving, trials: auto or panda",
    )
    metric: Annotated[str, PlainValidator(checked_metric)] = Field(
        default="auto",
        description="what trials are compared by; auto: dev_error or dev_rmse. `{f_beta: 2}` and `{pinball: 0.9}` "
        "have a parameter, which the tables name: dev_pinball_0.9. For classes of unequal size take dev_auc, or "
        "dev_average_precision, dev_f1, dev_mcc or dev_balanced_accuracy. f1, f_beta, auc and "
        "average_precision judge the positive class of two; of more classes they are the mean over them. With code of "
        "your own, the name of one of its metrics",
    )
    direction: Literal["minimize", "maximize"] | None = Field(
        default=None,
        description="with code of your own: which way the metric gets better, where its name does not say it",
    )
    halving: Annotated[Halving | None, PlainValidator(_halving)] = Field(
        default=None,
        description="all models of a round train for min_epochs, the better third of them (`factor: 3`) for three "
        "times as many, and so on to their end; weights continue, and those that stop keep a row with what they had "
        "reached. auto is `{among: search}`: a model that stopped may go on in a later round, where it is then among "
        "the best, but not with `trials: auto`. Not with panda",
    )
    repeats: Annotated[Count, Field(le=1_000)] = Field(
        default=1,
        description="trainings a trial, on other initial weights, batch orders and masks: metrics are means, with the "
        "deviation of the search metric, dev_error_std; best_epoch is the middle one, epochs_run the most",
    )
    on_error: Literal["continue", "stop"] = Field(
        default="continue",
        description="stop: the first trial that raises an error ends the search, and `--resume` trains it again",
    )
    retries: Annotated[CountOrNone, Field(le=100)] = Field(
        default=0,
        description="how often code of your own that failed begins again",
    )
    finalists: Finalists | None = Field(
        default=Finalists(),
        description="the best are retrained with new seeds, which choose the winner; null: none, as for a panda",
    )
    ensemble: Literal["auto", "none", "mean", "greedy"] = Field(
        default="auto",
        description="which networks are averaged as the run's model. mean: all retrained networks of the finalists; "
        "greedy: those that lower the dev loss most, some of them more than once; none: the winner's network alone. "
        "auto: mean where the dev part has under 500 rows, else greedy. Where averaging is no better on the dev part "
        "than the winner's network that is kept, nor than its retrainings in the mean, that network stays the model; "
        "an average that is a little worse by the metric, within what the winner's retrainings reach, is taken if its "
        "log loss or RMSE is better. With folds the networks of all folds of a setting are averaged together. Not in "
        "panda mode",
    )
    refit: bool = Field(
        default=False,
        description="whether the networks of the run's model are at last trained again on the rows of train and dev "
        "together; what is measured is of the networks before. Not with folds, in panda mode, or where the dev part "
        "has under a twentieth of the training part's rows; nor where the inputs of both would take more than 256 MB",
    )
    start: list[dict[str, Any]] = Field(
        default=[],
        description="settings to try first, `[{learning_rate: 0.01, l2: 0}]`; what one leaves out is drawn",
    )
    autopilot: AutopilotSection | None = Field(
        default=None,
        description="what a panda may do unattended, so often in each trial: `{on_divergence: {rollback: 5, "
        "learning_rate: 0.5x}, on_plateau: {learning_rate: 0.3x}, at_most: 5}`, with a rollback by a number of epochs",
    )
    time_limit: Positive | None = Field(
        default=None,
        description="seconds after which no training begins, finalists' too, once a first result is stored; how many "
        "there are then depends on the clock, and `--resume` goes on; of a halved round that takes longer to propose, "
        "what is proposed by then, 512 trials at least, becomes a round of its own",
    )
    bayes_error: NonNegative = Field(
        default=0.0,
        description="what a person, or the best known model, gets wrong: the report measures bias from here, and where "
        "it is 0 from what a baseline reached",
    )
    seed: CountOrNone = Field(default=0, description="where all randomness comes from, the split included")

    @property
    def most_trials(self) -> int:
        """How many trials there may be; with `auto` the time ends the search long before."""
        return _MOST_TRIALS if isinstance(self.trials, str) else self.trials
