"""A DataFrame as `data.source`: kept beside the config, which has a name in its place."""

from collections.abc import Mapping
from typing import Any

FRAME_IN_CONFIG = "DataFrame"
"""The word in a config in place of a frame."""


def is_frame(value: Any) -> bool:
    """Whether this is a pandas DataFrame; does not import pandas."""
    return all(hasattr(value, name) for name in ("columns", "iloc", "dtypes"))


def frame_in(config: Any) -> Any:
    """Return the frame that is the source of a config; None if there is none."""
    data = config.get("data") if isinstance(config, Mapping) else None
    frame = data.get("source") if isinstance(data, Mapping) else None
    return frame if is_frame(frame) else None


def without_frame(mapping: Mapping[str, Any]) -> tuple[Mapping[str, Any], Any]:
    """Return the mapping with a name in place of the frame, and the frame; None if there is none."""
    frame = frame_in(mapping)
    if frame is None:
        return mapping, None
    return {**mapping, "data": {**mapping["data"], "source": FRAME_IN_CONFIG}}, frame
