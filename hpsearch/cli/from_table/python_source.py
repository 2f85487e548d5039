"""The argument of `hpsearch.run` as a config; for a table or a frame it is the config that `init` would write."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hpsearch.config.frames import FRAME_IN_CONFIG, frame_in, is_frame
from hpsearch.config.problems import Location
from hpsearch.config.text.composing import document_in
from hpsearch.errors import UsageError
from hpsearch.records import Record
from hpsearch.text.table_names import names_table, without_endings

if TYPE_CHECKING:
    import pandas as pd


class PythonSource(Record):
    """A config, and the default folder for its results."""

    config: str | Path | Mapping[str, Any]
    out: Path | None = None

    @classmethod
    def of(
        cls,
        given: "str | Path | Mapping[str, Any] | pd.DataFrame",
        target: str | Sequence[str] | None,
        seconds: float | None,
        overrides: Sequence[str] = (),
    ) -> "PythonSource":
        """Return the `given` config, or the one for a table or a frame and a search of `seconds`.

        Raises UsageError for anything else, and for a `target` beside a config.
        """
        from hpsearch.cli.from_table.table_config import is_bundled  # noqa: PLC0415 (NumPy, which workers do not need yet)

        if is_frame(given):
            return cls(_config_of(given, FRAME_IN_CONFIG, target, seconds, overrides))
        if not isinstance(given, str | Path | Mapping):
            raise UsageError(
                f"config: {_kind(given)} is no config; expected a YAML file or a mapping with its keys, the path of a "
                "table, the name of a bundled set, or a DataFrame"
            )
        if not isinstance(given, Mapping) and (names_table(Path(given)) or is_bundled(Path(given))):
            from hpsearch.cli.from_table.starter import source_in_config  # noqa: PLC0415 (as above)

            source = source_in_config(str(given), Path())
            return cls(
                _config_of(str(given), source, target, seconds, overrides), Path("runs", without_endings(Path(given)))
            )
        if target is not None:
            raise UsageError("target is for a table or a DataFrame; set data.target in the config, or by overrides")
        return cls(given)

    @property
    def frame(self) -> Any:
        """The DataFrame that is its source; None for other sources."""
        return frame_in(self.config)


def _config_of(
    data: Any, source: str, target: str | Sequence[str] | None, seconds: float | None, overrides: Sequence[str]
) -> dict[str, Any]:
    """The config that `init` would write for the data, which it is to call `source`."""
    from hpsearch.cli.from_table.starter import starter_config  # noqa: PLC0415 (as above)
    from hpsearch.cli.from_table.stated_reading import StatedReading  # noqa: PLC0415 (as above)

    reading = StatedReading.of(overrides)
    text = starter_config(reading.described(data, target), source, seconds=seconds, csv=reading.csv)
    document = document_in(text, lambda line, column: Location("config", line, column))
    config: dict[str, Any] = document.values  # noqa: PD011 (no frame)
    return {**config, "data": {**config["data"], "source": data if is_frame(data) else source}}


def _kind(given: Any) -> str:
    """Return the type of a value, for a sentence.

    >>> _kind(3), _kind([])
    ('an int', 'a list')
    """
    name = type(given).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
