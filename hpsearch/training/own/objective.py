"""The user's own training code as the objective of a search, for configs that have `objective`."""

import ast
import hashlib
import importlib.util
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from hpsearch.config import Config
from hpsearch.config.own.code import FUNCTION_IN_CONFIG, CommandSection
from hpsearch.config.own.search import NO_PROGRAM, own_ranking
from hpsearch.config.wording import did_you_mean
from hpsearch.errors import ConfigError, UsageError
from hpsearch.records import Record, field, replace
from hpsearch.runs.folder.messages import opened_messages
from hpsearch.space import Choice, Space
from hpsearch.training.objective import Plan
from hpsearch.training.own.function.bound_values import bound_values, source_text
from hpsearch.training.own.function.function_code import FunctionCode
from hpsearch.training.own.function.functions import FileFunction, GivenFunction, ModuleFunction, sha256_of
from hpsearch.training.own.function.live_function import LiveFunction
from hpsearch.training.own.log import OutputLog
from hpsearch.training.own.program.command_code import CommandCode
from hpsearch.training.own.recipe import OwnRecipe
from hpsearch.training.own.session import Code
from hpsearch.training.own.training import OwnTraining
from hpsearch.trials.outcomes import Outcome, Settings, Trial
from hpsearch.trials.ranking import Ranking


class OwnObjective(Record, dict=True):
    """Searches the hyperparameters of the user's own code; `fingerprint` is that of the code."""

    code: Code
    space: Space
    ranking: Ranking
    seed: int
    fingerprint: str
    retries: int = 0
    repeats: int = 1
    choices: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """The choices of each hyperparameter that has any."""

    @classmethod
    def of(cls, config: Config) -> "OwnObjective":
        """Find the code that `config` names, without running it. Raises ConfigError if there is none."""
        code, fingerprint = _code(config)
        search = config.search
        stated = config.hyperparameters.items()
        choices = {name: value.choices for name, value in stated if isinstance(value, Choice)}
        return cls(
            code, config.space(), own_ranking(search), search.seed, fingerprint, search.retries, search.repeats, choices
        )

    @property
    def facts(self) -> None:
        """None, as the code reads its data itself."""
        return None

    @property
    def headline(self) -> str:
        """Empty, as the code chooses the names of its metrics."""
        return ""

    @cached_property
    def training(self) -> OwnTraining:
        """The trainer; the same object for all workers."""
        return OwnTraining(self.code, self.ranking, self.seed, self.retries, self.repeats)

    def place(self, placed: Callable[[Any], Any]) -> None:
        """Do nothing, as the code reads its data itself."""

    def searching(self, space: Space) -> "OwnObjective":
        """Return this objective with another space."""
        return replace(self, space=space)

    def recipe(self, settings: Settings) -> OwnRecipe:
        """Return the recipe of all hyperparameters, fixed and drawn."""
        return OwnRecipe.of({**self.space.fixed, **settings})

    def plan(self, trial: Trial, repeat: int = 0) -> Plan[OwnRecipe]:
        """Return the plan of a trial with the seed of a repeat."""
        return Plan(trial, self.recipe(trial.settings), repeat)

    def cohorts(self, plans: Sequence[Plan[OwnRecipe]], jobs: int) -> list[list[Plan[OwnRecipe]]]:  # noqa: ARG002
        """Return each plan alone, as the user's code trains one model at a time."""
        return [[plan] for plan in plans]

    def model(self, outcome: Outcome) -> None:
        """None, as the code keeps its models itself."""

    def live_model(self, plan: Plan[OwnRecipe], folder: Path | None = None) -> LiveFunction:
        """Return the function before its first epoch; its output goes to its file in the run `folder`, if given.

        Raises UsageError for a program, which receives no changes, and StorageError.
        """
        if not isinstance(self.code, FunctionCode):
            raise UsageError(f"trial {plan.trial.number}: {NO_PROGRAM}; set mode: caviar")
        log = OutputLog(None if folder is None else opened_messages(folder, plan.trial.number))
        return LiveFunction(plan, self.code, self.training, self.choices, log)


def _code(config: Config) -> tuple[Code, str]:
    """Return the code and its fingerprint. Raises ConfigError."""
    if isinstance(config.objective, CommandSection):
        code = CommandCode.of(config.objective, config.code_folder)
        if reason := code.cannot_start():
            raise config.error("objective.command", reason)
        return code, code.fingerprint()
    if config.function is not None:
        return _given(config)
    if config.objective is None or config.objective.function == FUNCTION_IN_CONFIG:
        sentence = "was a function, which is not kept; give it again with hpsearch.run, or name it: train.py:train"
        raise config.error("objective", sentence)
    module, name = config.objective.parts
    if module.endswith(".py"):
        path = (config.code_folder / Path(module).expanduser()).absolute()
        found = FileFunction(path, name, _fingerprint(config, path, name))
        return FunctionCode(found), found.fingerprint
    fingerprint = _fingerprint(config, _path_of(config, module), name)
    return FunctionCode(ModuleFunction(module, name, config.code_folder)), fingerprint


def _given(config: Config) -> tuple[Code, str]:
    import cloudpickle  # noqa: PLC0415 (only for functions that Python hands over)

    function = config.function
    title = getattr(function, "__qualname__", type(function).__name__)
    try:
        content = cloudpickle.dumps(function)
    except Exception as error:  # pickling the function's values may raise anything
        sentence = f"{title} cannot be sent to workers ({type(error).__name__}: {error}); name it: train.py:train"
        raise config.error("objective", sentence) from error
    known = source_text(function) + bound_values(function)
    return FunctionCode(GivenFunction(content, title)), hashlib.sha256(known.encode(errors="replace")).hexdigest()


def _path_of(config: Config, module: str) -> Path:
    """Return the file of a module, without running it; the config's folder is searched, too."""
    from importlib.machinery import PathFinder  # noqa: PLC0415 (only for modules)

    top, *rest = module.split(".")
    spec = None
    with suppress(ImportError, ValueError):
        spec = importlib.util.find_spec(top) or PathFinder.find_spec(top, [str(config.code_folder)])
    for name in rest:
        if spec is None or spec.submodule_search_locations is None:
            break
        spec = PathFinder.find_spec(f"{spec.name}.{name}", spec.submodule_search_locations)
    if spec is None or spec.origin is None or spec.name != module:
        raise config.error("objective", f"no module {module} is found, here or among the packages of this Python")
    return Path(spec.origin)


def _fingerprint(config: Config, path: Path, name: str) -> str:
    """Return the hash of a Python file. Raises ConfigError if it does not define `name`."""
    try:
        content = path.read_bytes()
        names = _defined(ast.parse(content)) if path.suffix == ".py" else [name]
    except OSError as error:
        raise config.error("objective", f"{path}: {error.strerror}; expected a file of Python") from error
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        raise config.error("objective", f"{path}{line}: is no Python: {_said(error)}") from error
    if name not in names and "*" not in names:
        raise _lacks(config, path, name, names)
    return f"{sha256_of(path)} {name}"


def _said(error: BaseException) -> str:
    return error.msg if isinstance(error, SyntaxError) else str(error)


def _lacks(config: Config, path: Path, name: str, names: Sequence[str]) -> ConfigError:
    return config.error("objective", f"{path}: defines no {name}{did_you_mean(name, names)}")


def _defined(tree: ast.Module) -> list[str]:
    """Return the names that a module may define at its top level."""
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            names.append(node.name)
        elif isinstance(node, ast.alias):
            names.append((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.append(node.id)
    return names
