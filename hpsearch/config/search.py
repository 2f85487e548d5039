"""The section `search`: how many trials, who proposes them, and what counts as better."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, PlainValidator, TypeAdapter, ValidationError

from hpsearch.config.judging import checked_metric
from hpsearch.config.live import LIVE, factor_of, live_value
from hpsearch.config.problems import Problem
from hpsearch.config.section import ConfigSection, mistake, problems_of, together, unknown_key, unknown_word
from hpsearch.config.values import Count, CountOrNone, NonNegative, Positive, Whole, words_or
from hpsearch.config.wording import nearest, show
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
    """Successive halving: after some epochs only the best share of a round is trained on."""

    min_epochs: Count = 3
    factor: Annotated[Whole, Field(ge=2)] = 3


class Finalists(ConfigSection):
    """The best trials, retrained with new seeds."""

    count: Annotated[Count, Field(le=1_000)] = 5
    repeats: Annotated[Count, Field(le=1_000)] = 5


def _acts(value: Any, *more: str) -> dict[str, Any] | None:
    """Check a mapping from hyperparameters that can change during training to their new values or factors."""
    if value is None:
        return None
    if not isinstance(value, dict) or not value:
        raise mistake(f"{show(value)} does not belong here; expected changes, such as {{learning_rate: 0.5x}}")
    known = [*more, *LIVE]
    problems = [Problem((key,), unknown_key(key, known, value[key]), by_key=True) for key in value if key not in known]
    for name in (name for name in LIVE if name in value):
        try:
            factor_of(value[name]) is None and live_value(name, value[name])
        except ValueError as error:
            problems.append(Problem((name,), str(error)))
    if problems:
        raise together(problems)
    return value


def _acts_on_divergence(value: Any) -> dict[str, Any] | None:
    """Check the changes of `on_divergence`; a rollback must be among them, because diverged weights are lost."""
    acts = _acts(value, "rollback")
    if acts is not None and "rollback" not in acts:
        raise mistake("has no rollback; weights that diverged cannot recover without one; expected {rollback: 5, …}")
    if acts is not None:
        checked_back = TypeAdapter(Count, config=ConfigDict(strict=True)).validate_python
        try:
            checked_back(acts["rollback"])
        except ValidationError as error:
            raise together([problem.under("rollback") for problem in problems_of(error)]) from None
    return acts


class AutopilotSection(ConfigSection):
    """The changes that panda makes by itself, at most `at_most` times in each trial."""

    on_divergence: Annotated[dict[str, Any] | None, PlainValidator(_acts_on_divergence)] = None
    on_plateau: Annotated[dict[str, Any] | None, PlainValidator(_acts)] = None
    at_most: Count = 5


class SearchConfig(ConfigSection):
    """The section `search` of a config."""

    mode: Literal["caviar", "panda"] = "caviar"
    sampler: Annotated[SamplerConfig, PlainValidator(_sampler)] = SamplerConfig("coarse_to_fine")
    trials: Annotated[int | str, words_or(Annotated[Count, Field(le=_MOST_TRIALS)], "auto")] = 64
    rounds: Annotated[Count, Field(le=1_000_000)] = 4
    metric: Annotated[str, PlainValidator(checked_metric)] = "auto"
    direction: Literal["minimize", "maximize"] | None = None
    halving: Halving | None = None
    repeats: Annotated[Count, Field(le=1_000)] = 1
    on_error: Literal["continue", "stop"] = "continue"
    retries: Annotated[CountOrNone, Field(le=100)] = 0
    finalists: Finalists | None = Finalists()
    ensemble: Literal["auto", "none", "mean", "greedy"] = "auto"
    start: list[dict[str, Any]] = []  # noqa: RUF012, a field
    autopilot: AutopilotSection | None = None
    time_limit: Positive | None = None
    bayes_error: NonNegative = 0.0
    seed: CountOrNone = 0

    @property
    def most_trials(self) -> int:
        """How many trials there may be; with `auto` the time ends the search long before."""
        return _MOST_TRIALS if isinstance(self.trials, str) else self.trials
