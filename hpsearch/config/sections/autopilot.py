"""The section `search.autopilot`: the changes that panda makes by itself."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field, PlainValidator, TypeAdapter, ValidationError

from hpsearch.config.problems import Problem
from hpsearch.config.sections.live import LIVE, factor_of, factor_or_word, live_value
from hpsearch.config.sections.section import ConfigSection, mistake, problems_of, together, unknown_key
from hpsearch.config.sections.values import Count
from hpsearch.config.wording import show


def _stated_acts(value: Any) -> dict[str, Any] | None:
    """Check that `value` is a mapping from hyperparameters to new values, or None if it is left out."""
    if value is not None and (not isinstance(value, dict) or not value):
        raise mistake(f"{show(value)} does not belong here; expected changes, such as {{learning_rate: 0.5x}}")
    return value


def _acts(value: Any, *more: str) -> dict[str, Any] | None:
    """Check a mapping from hyperparameters that can change during training to their new values or factors."""
    acts = _stated_acts(value) or {}
    known = [*more, *LIVE]
    problems = [Problem((key,), unknown_key(key, known, acts[key]), by_key=True) for key in acts if key not in known]
    for name in (name for name in LIVE if name in acts):
        try:
            factor_of(acts[name]) is None and live_value(name, acts[name])
        except ValueError as error:
            problems.append(Problem((name,), str(error)))
    if problems:
        raise together(problems)
    return acts or None


def _with_rollback(acts: dict[str, Any] | None) -> dict[str, Any] | None:
    """Check that a rollback is among the changes of `on_divergence`, because diverged weights are lost."""
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

    on_divergence: Annotated[
        dict[str, Any] | None, PlainValidator(lambda value: _with_rollback(_acts(value, "rollback")))
    ] = Field(
        default=None,
        description="when the loss is no longer finite: a rollback by a number of epochs, and changes",
    )
    on_plateau: Annotated[dict[str, Any] | None, PlainValidator(_acts)] = Field(
        default=None,
        description="when the training loss no longer falls: changes, such as `{learning_rate: 0.3x}`",
    )
    at_most: Count = Field(default=5, description="the largest number of such actions in each trial")


class OwnAutopilotSection(AutopilotSection):
    """Rules for the user's own code, which names its own hyperparameters."""

    on_divergence: Annotated[
        dict[str, Any] | None, PlainValidator(lambda value: _with_rollback(_stated_acts(value)))
    ] = None
    on_plateau: Annotated[dict[str, Any] | None, PlainValidator(_stated_acts)] = None


def wrong_own_acts(autopilot: AutopilotSection, hyperparameters: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the changes that name no hyperparameter of the user's code, or have an invalid factor."""
    known = [name for name in hyperparameters if name != "epochs"]
    for when, more in (("on_divergence", ["rollback"]), ("on_plateau", [])):
        for name, value in (getattr(autopilot, when) or {}).items():
            if name not in [*more, *known]:
                yield Problem((when, name), unknown_key(str(name), [*more, *known], value), by_key=True)
                continue
            try:
                factor_or_word(value)
            except ValueError as error:
                yield Problem((when, name), str(error))
