"""The value of `search.metric`: the name of a metric, or one with its parameter, such as {pinball: 0.9}."""

from typing import Any

from hpsearch.config.problems import Problem
from hpsearch.config.sections.section import mistake, together, unknown_key, unknown_word
from hpsearch.config.wording import show
from hpsearch.metrics import METRICS, metric_named


def checked_metric(value: Any) -> str:
    """Return the metric's name with its part, such as dev_f1, or dev_pinball_0.9 for {pinball: 0.9}; or auto."""
    if isinstance(value, dict):
        return f"dev_{_with_parameter(value)}"
    if value == "auto" or (isinstance(value, str) and value.startswith("dev_") and _known(value[len("dev_") :])):
        return str(value)
    raise mistake(unknown_word(value, ["auto", *(f"dev_{name}" for name in METRICS)]))


def _known(name: str) -> bool:
    try:
        metric_named(name)
    except KeyError:
        return False
    return True


def _with_parameter(stated: dict[str, Any]) -> str:
    """Return the full name of a metric stated with its parameter."""
    names = [name for name, metric in METRICS.items() if metric.parameter]
    problems = [
        Problem((key,), unknown_key(key, names, stated[key]), by_key=True) for key in stated if key not in names
    ]
    if problems:
        raise together(problems)
    if len(stated) != 1:
        raise mistake(f"{show(stated)} states {len(stated)} metrics; expected one, such as {{{names[0]}: 2}}")
    ((name, value),) = stated.items()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise together([Problem((name,), f"{show(value)} is no number; expected one, such as {{{name}: 0.9}}")])
    try:
        full_name: str = METRICS[name].with_parameter(float(value)).full_name
    except ValueError as error:
        raise together([Problem((name,), f"{show(value)} is out of range; {error}")]) from None
    return full_name
