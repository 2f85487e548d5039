"""Convert the values of a config to dicts, lists and scalars, as a config states them."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from hpsearch.config.sections.search import SamplerConfig
from hpsearch.space import Choice, Range


def plain(value: Any) -> Any:
    """Return `value` as JSON or YAML values; reading them gives `value` back.

    >>> plain(Range(1, 3, or_zero=0.125))
    {'low': 1, 'high': 3, 'scale': 'linear', 'or_zero': 0.125}
    """
    match value:
        case Range():
            return _range(value)
        case Choice():
            return {"choices": plain(value.choices), **_use(value)}
        case SamplerConfig():
            return {"name": value.name, **plain(value.options)}
        case BaseModel() | Mapping():
            return {key: plain(item) for key, item in dict(value).items()}
        case list() | tuple():
            return [plain(item) for item in value]
    return value


def _range(value: Range) -> dict[str, Any]:
    step = {} if value.step is None else {"step": value.step}
    or_zero = {"or_zero": value.or_zero} if value.or_zero else {}
    return {"low": value.low, "high": value.high, "scale": value.scale, **step, **or_zero, **_use(value)}


def _use(value: Range | Choice) -> dict[str, Any]:
    """Return `when` and `per_layer` of a searched value, unless they are defaults."""
    per_layer = {"per_layer": True} if value.per_layer else {}
    return {**per_layer, **({"when": plain(value.when)} if value.when else {})}
