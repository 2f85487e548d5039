"""A DataFrame as `data.source`: kept beside the config, which names it."""

from collections.abc import Mapping
from typing import Any

FRAME_IN_CONFIG = "DataFrame"
"""What stands in a config for a frame."""


def without_frame(mapping: Mapping[str, Any]) -> tuple[Mapping[str, Any], Any]:
    """The mapping with a name where the frame is, and the frame; None where there is none."""
    data = mapping.get("data") if isinstance(mapping, Mapping) else None
    frame = data.get("source") if isinstance(data, Mapping) else None
    if not all(hasattr(frame, name) for name in ("columns", "iloc", "dtypes")):
        return mapping, None
    return {**mapping, "data": {**data, "source": FRAME_IN_CONFIG}}, frame  # type: ignore[dict-item]
