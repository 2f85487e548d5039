"""A Config: the complete description of a search, with all defaults filled in."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path, PurePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from hpsearch.config.checks.idle import idle
from hpsearch.config.checks.relations import space_of
from hpsearch.config.own.code import FunctionSection, OwnCode
from hpsearch.config.own.hyperparameters import own_space
from hpsearch.config.plain import plain
from hpsearch.config.problems import Locations, Problem, config_error, key_path, key_text
from hpsearch.config.sections.data import DataConfig
from hpsearch.config.sections.search import SearchConfig
from hpsearch.config.sections.section import unknown_key
from hpsearch.config.text.scalars import resolve
from hpsearch.errors import ConfigError
from hpsearch.records import Record
from hpsearch.space import Space
from hpsearch.trials.input_views import SEARCHED_DATA

PLAIN_WORD = re.compile(r"[\w/.]([\w/. -]*[\w/.-])?", re.ASCII)


class Config(Record, eq=False):
    """A resolved config; two configs of the same search are equal.

    It has either `data` or an `objective`, the user's own code. `frame` is a data source in memory, and `function` an
    objective in memory.
    """

    name: str
    folder: Path
    stated_data: DataConfig | None
    hyperparameters: Mapping[str, Any]
    search: SearchConfig
    locations: Locations
    stated: frozenset[str] = frozenset()
    """The hyperparameters that are stated; the others have their defaults."""
    frame: Any = None
    objective: OwnCode | None = None
    function: Any = None
    text: str | None = None
    """The YAML text of its file."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Config) and self.as_dict() == other.as_dict()

    def __repr__(self) -> str:
        shown = (name for name in self.__struct_fields__ if name not in ("locations", "frame", "function", "text"))
        return f"Config({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    __hash__ = None  # type: ignore[assignment]  # its mappings are dicts, which are not hashable

    def space(self) -> Space:
        """The searched hyperparameters, each with the conditions under which it has an effect."""
        return space_of(self.values) if self.objective is None else own_space(self.values)

    @property
    def values(self) -> Mapping[str, Any]:
        """All values that may be searched, by name: the hyperparameters, and how numbers become inputs (in `data`)."""
        if self.stated_data is None:
            return self.hyperparameters
        return {**{name: getattr(self.stated_data, name) for name in SEARCHED_DATA}, **self.hyperparameters}

    def key_of(self, name: str) -> str:
        """Return the key of a value that may be searched: "hyperparameters.units", "data.numbers"."""
        return f"{'data' if self.stated_data is not None and name in SEARCHED_DATA else 'hyperparameters'}.{name}"

    @property
    def data(self) -> DataConfig:
        """The section `data`. Raises TypeError if the user's own code reads its data itself."""
        if self.stated_data is None:
            raise TypeError("the config has no data: it names training code of its own")
        return self.stated_data

    @property
    def trained_on(self) -> str:
        """The data or code that must not change when a run is continued, in words."""
        if self.stated_data is not None:
            return f"the data in {self.data.source} have"
        function = self.objective.function if isinstance(self.objective, FunctionSection) else "the command"
        return f"the code of {function} has"

    @property
    def overridden(self) -> tuple[str, ...]:
        """The keys that the command line has set, by `--set` or by an option that is short for it."""
        given = {path for path, location in self.locations.values.items() if location.is_override}
        return tuple(sorted(key_text(path) for path in given if path[:-1] not in given))

    def idle(self) -> Iterator[str]:
        """Yield a sentence for each stated setting that has no effect."""
        if self.objective is None:
            yield from idle(self.hyperparameters, self.stated)
        if self.search.autopilot is not None and self.search.mode != "panda":
            yield "search.autopilot has no effect: only mode panda uses it"
        yield from self._idle_at_the_end()

    def _idle_at_the_end(self) -> Iterator[str]:
        """Yield a sentence for each setting of what is made of the networks, where a search has none to make it of."""
        own_code = self.objective is not None
        if not own_code and self.search.mode != "panda":
            return
        reason = (
            "code of your own keeps its models itself" if own_code else "in panda mode the best model stays as it is"
        )
        if self.search.ensemble in ("mean", "greedy"):
            yield f"search.ensemble has no effect: {reason}"
        if self.search.refit:
            yield f"search.refit has no effect: {reason}"

    def remarks(self) -> Iterator[str]:
        """Yield the remarks of `check`: settings without effect, and those that another should replace."""
        yield from self.idle()
        if self.objective is None and self.hyperparameters["patience"] is not None:
            yield "patience: early stopping changes fit and regularisation at once; prefer l2, which only regularises"

    def error(self, key: str, sentence: str) -> ConfigError:
        """Return the error for a mistake at `key`, such as "data.target", that is found only with the data."""
        return config_error([Problem(key_path(key), sentence)], self.locations)

    def unknown_keys(self, section: str, unknown: Iterable[str], known: Sequence[str]) -> ConfigError:
        """Return the error for keys in `section` that are not among those `known`."""
        parent = key_path(section)
        problems = [Problem((*parent, key), unknown_key(key, known), by_key=True) for key in unknown]
        return config_error(problems, self.locations)

    def as_dict(self) -> dict[str, Any]:
        """Return every key with its value, as JSON values; a data file as an absolute path."""
        return {
            **self._trained(),
            "hyperparameters": plain(self.hyperparameters),
            "search": plain(self.search),
        }

    def bare(self) -> dict[str, Any]:
        """Return the config as a mapping without defaults."""
        stated = self.as_dict()
        if self.stated_data is not None:
            return {"data": {"source": self.data.source}}
        needed = {key: stated["search"][key] for key in ("metric", "direction")}
        return {**{key: stated[key] for key in ("objective", "hyperparameters")}, "search": needed}

    def to_yaml(self) -> str:
        """Return the resolved config as YAML; reading it gives an equal config, from any folder."""
        yaml = YAML()
        yaml.Representer = NullAsWord
        yaml.width = 2**16
        yaml.default_flow_style = None
        text = StringIO()
        yaml.dump(quoted(self.as_dict()), text)
        return text.getvalue()

    def _trained(self) -> dict[str, Any]:
        """Return the section of the data, or of the user's own code, with absolute paths."""
        if self.stated_data is not None:
            return {"data": {**plain(self.data), "source": self._path(self.data.source)}}
        if isinstance(self.objective, FunctionSection):
            module, name = self.objective.parts
            if not module or module.endswith(".py"):
                return {"objective": f"{self.code_folder / module}:{name}" if module else name}
        return {"objective": {**plain(self.objective), "folder": str(self.code_folder)}}

    @property
    def code_folder(self) -> Path:
        """The folder in which the user's own code is searched, or runs."""
        stated = self.objective.folder if self.objective is not None else None
        return (self.folder / Path(stated or "").expanduser()).absolute()

    def _path(self, stated: str) -> str:
        source = PurePath(os.path.expanduser(stated))  # noqa: PTH111 (an unknown user's home is not an error yet)
        is_file = source.suffix or len(source.parts) > 1
        return str((self.folder / source).absolute()) if is_file else stated


class NullAsWord(RoundTripRepresenter):
    """Writes None as the word null."""


NullAsWord.add_representer(type(None), lambda self, _none: self.represent_scalar("tag:yaml.org,2002:null", "null"))


def quoted(value: Any) -> Any:
    """Return `value` with quotes around each text that is not a plain word, or that YAML 1.2 would read differently."""
    if isinstance(value, dict):
        return {quoted(key): quoted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [quoted(item) for item in value]
    if isinstance(value, str) and not (PLAIN_WORD.fullmatch(value) and resolve(value) == value):
        return DoubleQuotedScalarString(value)
    return value
