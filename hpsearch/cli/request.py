"""What `hpsearch run` is asked for."""

from dataclasses import dataclass
from pathlib import Path

from hpsearch.search.existing import Existing


@dataclass(frozen=True, slots=True)
class Request:
    """The search that is wanted, and what is to become of a run that is in its folder."""

    config: Path
    overrides: tuple[str, ...]
    out: Path | None
    existing: Existing
