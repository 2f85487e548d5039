"""The request of a user to `hpsearch run`."""

from pathlib import Path

from hpsearch.records import Record
from hpsearch.search.folder.existing import Existing


class Request(Record):
    """The search to run, what to do with an existing run in its folder, and the run whose trials to take over."""

    config: Path
    overrides: tuple[str, ...]
    out: Path | None
    existing: Existing
    earlier: Path | None = None

    @property
    def means_panda(self) -> bool:
        """Whether the config asks for --mode panda. Raises ConfigError if the config cannot be read."""
        try:
            stated = self.config.read_bytes()
        except OSError:
            return False  # the search itself reports this better
        if b"panda" not in stated and not any("panda" in override for override in self.overrides):
            return False
        from hpsearch.config import read_config  # noqa: PLC0415 (0.5 s, during which other searches start workers)

        return read_config(self.config, self.overrides).search.mode == "panda"
