"""Read a Config from a file or dict, or raise one ConfigError with all mistakes."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hpsearch.config.checks.combinations import (
    not_of_data,
    not_of_overlapping,
    not_of_panda,
    rungs_beyond_the_end,
    time_as_budget,
)
from hpsearch.config.checks.relations import HyperparameterValues, resolved, space_of
from hpsearch.config.checks.start import known_value, start_of
from hpsearch.config.checks.strays import strays
from hpsearch.config.config import Config
from hpsearch.config.frames import without_frame
from hpsearch.config.own.code import CommandSection, OwnCode, handed_over, own_code_of, with_function
from hpsearch.config.own.hyperparameters import own_space, own_value, own_values
from hpsearch.config.own.search import OwnSearchConfig, named_like_results, wrong_own_names, wrong_own_search
from hpsearch.config.problems import Location, Problem, config_error, path_within
from hpsearch.config.sections.data import DataConfig, ViewConfig
from hpsearch.config.sections.hyperparameters import Hyperparameters
from hpsearch.config.sections.search import SearchConfig
from hpsearch.config.sections.section import ConfigSection, SectionT, checked
from hpsearch.config.text.composing import document_in
from hpsearch.config.text.document import Document, document_of
from hpsearch.config.text.files import text_of
from hpsearch.config.text.overrides import overridden
from hpsearch.config.wording import nearest, show
from hpsearch.records import replace
from hpsearch.text.command_line import command
from hpsearch.trials.input_views import SEARCHED_DATA


class Sections(ConfigSection):
    """The top level of a config."""

    data: dict[str, Any] | None = None
    hyperparameters: dict[str, Any] | None = None
    search: dict[str, Any] | None = None
    objective: Any = None


def read_config(path: Path, overrides: Sequence[str] = ()) -> Config:
    """Read the config in the YAML file `path`, with `overrides` such as "search.trials=8".

    Raises ConfigError with a line for each mistake, `file:line:column: key: sentence`.
    """
    text = text_of(path)
    document = document_in(text, lambda line, column: Location(str(path), line, column))
    return replace(_config(document, path.absolute().parent, path.stem, overrides), text=text)


def config_in(text: str, folder: Path) -> Config:
    """Read the config from YAML text of a file in this folder. Raises ConfigError."""
    return _config(document_in(text, lambda line, column: Location("config", line, column)), folder, "config")


def config_from(
    mapping: Mapping[str, Any], folder: Path | None = None, name: str = "search", overrides: Sequence[str] = ()
) -> Config:
    """Read the config from `mapping`; relative paths are relative to `folder`, by default the working folder.

    `data.source` may be a DataFrame, and `objective` a function.

    Raises ConfigError with a line for each mistake, `config: key: sentence`.

    >>> config_from({"data": {"source": "digits"}}).search.trials
    64
    """
    plain, frame = without_frame(mapping)
    plain, function = with_function(plain)
    config = _config(document_of(plain), (folder or Path()).absolute(), name, overrides)
    return replace(config, frame=frame, function=function)


def _config(document: Document, folder: Path, name: str, overrides: Sequence[str] = ()) -> Config:
    """Read the config from `document`. Raises ConfigError with all mistakes."""
    number = _number_of_trials(document)
    for override in overrides:
        document = overridden(document, override)
    sections, problems = _sections(document)
    own = sections.objective is not None
    data, wrong = _data(sections.data)
    problems += wrong
    hyperparameters, wrong = (_own_hyperparameters if own else _hyperparameters)(sections.hyperparameters or {})
    problems += wrong
    given = document.locations.values.get(("search", "trials"))
    remedy = number if given is not None and given.is_override else "set a number of trials"
    search, wrong_search = _search(sections.search or {}, OwnSearchConfig if own else SearchConfig, remedy)
    problems += wrong_search
    objective, wrong_code = _objective(sections, hyperparameters, known=not wrong)
    problems += wrong_code
    if own and search is not None:
        named = sections.hyperparameters or {}
        problems += [problem.under("search") for problem in wrong_own_search(search, named, objective)]
        if search.mode == "panda":
            problems += [problem.under("hyperparameters") for problem in wrong_own_names(named)]
        problems += [problem.under("hyperparameters") for problem in named_like_results(named, search.metric)]
    if search is not None and search.mode == "panda" and search.trials == "auto":
        problems.append(Problem(("search", "trials"), _auto_with_panda(given, remedy)))
    if search is not None and data is not None and search.mode == "panda" and "folds" in data.split:
        sentence = "has folds: many trainings of one trial, and panda watches over one; set auto, or mode: caviar"
        problems.append(Problem(("data", "split"), sentence))
    wrong = [*wrong, *(problem for problem in problems if problem.path[:2] in _VIEWS)]
    if search is not None and not wrong:  # otherwise the searched hyperparameters are not known
        searchable = hyperparameters if own else {**_views(data), **hyperparameters}
        search, wrong = _with_start(search, searchable, own=own)
        problems += [*wrong, *rungs_beyond_the_end(search, hyperparameters)]
    unreadable = [problem.path for problem in document.problems if problem.location is None]
    problems = [problem for problem in problems if not path_within(problem.path, unreadable)]
    if document.problems or problems or (data is None and objective is None) or search is None:
        raise config_error([*document.problems, *problems], document.locations)
    stated = frozenset(sections.hyperparameters or {})
    return Config(name, folder, data, hyperparameters, search, document.locations, stated, objective=objective)


def _number_of_trials(document: Document) -> str:
    """Return how to keep the config's number of trials if the command line, or Python, sets a time."""
    search = document.values.get("search") if isinstance(document.values, dict) else None
    stated = search.get("trials") if isinstance(search, dict) else None
    number = stated if type(stated) is int else SearchConfig().trials
    return f"a time alone means trials: auto, so give a number beside it: --trials {number}"


def _auto_with_panda(given: Location | None, remedy: str) -> str:
    """Return the mistake of `trials: auto` with panda; if a file has it, with the command that trains two models."""
    if given is not None and given.line is not None:
        remedy = f"give a number: `{command('run', Path(given.source), '--mode', 'panda', '--trials', '2')}`"
    return f"is auto: as many as the time allows, and the models of mode panda wait for a person; {remedy}"


def _sections(document: Document) -> tuple[Sections, list[Problem]]:
    if not isinstance(document.values, dict):
        sentence = f"{show(document.values)} is no config; expected a mapping with the key data"
        raise config_error([*document.problems, Problem((), sentence)], document.locations)
    sections, problems = _checked(Sections, document.values)
    sections = sections or Sections()
    data_reported = any(nearest(str(problem.path[0]), Sections.model_fields) == "data" for problem in problems)
    if sections.objective is not None and sections.data is not None:
        sentence = "stands beside data, and code of your own reads its data itself; leave one of them out"
        problems.append(Problem(("objective",), sentence, by_key=True))
    elif sections.objective is None and sections.data is None and not data_reported:
        problems.append(Problem(("data",), "is missing; expected `data: {source: …}`", by_key=True))
    return sections, problems


_VIEWS = [("data", name) for name in SEARCHED_DATA]


def _views(data: DataConfig | None) -> dict[str, Any]:
    """Return how numbers become inputs, from `data`; the defaults if there are no data."""
    return {name: getattr(data or ViewConfig(), name) for name in SEARCHED_DATA}


def _data(stated: Mapping[str, Any] | None) -> tuple[DataConfig | None, list[Problem]]:
    if stated is None:
        return None, []
    data, problems = _checked(DataConfig, stated)
    return data, [problem.under("data") for problem in problems]


def _hyperparameters(stated: Mapping[str, Any]) -> tuple[HyperparameterValues, list[Problem]]:
    misplaced = list(strays(stated, Hyperparameters))
    values, problems = resolved(_without(stated, misplaced))
    problems = [*misplaced, *problems]
    return values, [problem.under("hyperparameters") for problem in problems]


def _own_hyperparameters(stated: Mapping[str, Any]) -> tuple[HyperparameterValues, list[Problem]]:
    values, problems = own_values(stated)
    return values, [problem.under("hyperparameters") for problem in problems]


def _objective(
    sections: Sections, hyperparameters: HyperparameterValues, *, known: bool
) -> tuple[OwnCode | None, list[Problem]]:
    """Return the user's own code and its mistakes; with known `hyperparameters` also those in what it gets."""
    if sections.objective is None:
        return None, []
    objective, problems = own_code_of(sections.objective)
    if isinstance(objective, CommandSection) and known and not problems:
        problems = list(handed_over(objective, hyperparameters))
    return objective, [problem.under("objective") for problem in problems]


def _search(
    stated: Mapping[str, Any], section: type[SearchConfig], numbered: str
) -> tuple[SearchConfig | None, list[Problem]]:
    """Return the section `search` and its mistakes; `numbered` says how to give a number of trials in place of auto."""
    search, problems = _checked(section, stated)
    if search is not None:
        if search.mode == "panda":
            search = search.model_copy(update={} if "finalists" in stated else {"finalists": None})
            problems += not_of_panda(search)
        problems += [*time_as_budget(search, stated, numbered), *not_of_overlapping(search, numbered)]
        if section is SearchConfig:
            problems += not_of_data(search)
    return search, [problem.under("search") for problem in problems]


def _checked(section: type[SectionT], stated: Mapping[str, Any]) -> tuple[SectionT | None, list[Problem]]:
    misplaced = list(strays(stated, section))
    found, problems = checked(section, _without(stated, misplaced))
    return found, [*misplaced, *problems]


def _without(stated: Mapping[str, Any], misplaced: Iterable[Problem]) -> dict[str, Any]:
    keys = {problem.path[0] for problem in misplaced}
    return {key: value for key, value in stated.items() if key not in keys}


def _with_start(
    search: SearchConfig, hyperparameters: HyperparameterValues, *, own: bool
) -> tuple[SearchConfig, list[Problem]]:
    """`search` with the settings to try first as the hyperparameters have them."""
    space, one_value = (own_space, own_value) if own else (space_of, known_value)
    start, problems = start_of(search.start, hyperparameters, space(hyperparameters), one_value)
    if len(start) > search.most_trials:
        sentence = f"lists {len(start)} settings to try first; expected at most as many as trials, {search.trials}"
        problems.append(Problem(("start",), f"{sentence}, or more trials"))
    return search.model_copy(update={"start": start}), [problem.under("search") for problem in problems]
