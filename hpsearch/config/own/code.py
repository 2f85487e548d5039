"""The value of `objective`: the user's own training code, a Python function or a command."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from hpsearch.config.problems import Problem
from hpsearch.config.sections.section import ConfigSection, checked
from hpsearch.config.sections.values import CountOrNone, Positive, Text
from hpsearch.config.wording import one_of, show
from hpsearch.space import Choice, Range

FUNCTION_IN_CONFIG = "function"
"""The word in a config in place of a function passed from Python."""

PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
"""A hyperparameter in a word of a command, such as {learning_rate}; a doubled brace is a literal one."""

GIVEN = ("params", "seed", "trial", "epochs")
"""Names in a word of a command other than hyperparameters."""

_EXPECTED = "expected a function, such as train.py:train, or {command: [python, train.py]}"


class FunctionSection(ConfigSection):
    """A Python function that trains: `train.py:train`, or of a module, which is also searched in `folder`."""

    function: Text = Field(description="a file and a name in it, such as train.py:train, or package.module:train")
    folder: Text | None = Field(
        default=None,
        description="the folder in which the function's module is searched; null: the config's folder",
    )

    @property
    def parts(self) -> tuple[str, str]:
        """The file or module, and the name of the function."""
        module, _, name = self.function.rpartition(":")
        return module, name


class CommandSection(ConfigSection):
    """A program that trains: `{command: [python, train.py, --rate, "{learning_rate}"], timeout: 600}`.

    It runs in `folder`, by default the config's.
    """

    command: Annotated[list[str], Field(min_length=1)] = Field(description="the program and its arguments, a list")
    folder: Text | None = Field(
        default=None, description="the folder in which the program runs; null: the config's folder"
    )
    timeout: Positive | None = Field(
        default=None,
        description="seconds after which a training is ended and its trial fails",
    )
    params: Literal["json"] | None = Field(
        default=None,
        description="json: HPSEARCH_PARAMS and `{params}` are a file with all hyperparameters as JSON",
    )
    devices: Annotated[list[CountOrNone], Field(min_length=1)] | None = Field(
        default=None,
        description="the numbers of the GPUs; each training has one of them for itself",
    )


OwnCode = FunctionSection | CommandSection
"""A function by its module and name, or a command."""


def own_code_of(stated: Any) -> tuple[OwnCode | None, list[Problem]]:
    """Return the code that `objective` states, and the mistakes in it."""
    if isinstance(stated, dict) and "function" not in stated:
        section, problems = checked(CommandSection, stated)
        return section, problems
    if not isinstance(stated, str | dict):
        return None, [Problem((), f"{show(stated)} does not belong here; {_EXPECTED}")]
    function, problems = checked(FunctionSection, {"function": stated} if isinstance(stated, str) else stated)
    if function is not None and function.function != FUNCTION_IN_CONFIG:
        module, name = function.parts
        if not module or not name.isidentifier():
            at = () if isinstance(stated, str) else ("function",)
            problems.append(Problem(at, f"{show(function.function)} names no function; {_EXPECTED}"))
    return function, problems


def with_function(mapping: Mapping[str, Any]) -> tuple[Mapping[str, Any], Any]:
    """Return the mapping with a word in place of a function as objective, and the function; None if there is none."""
    function = mapping.get("objective") if isinstance(mapping, Mapping) else None
    if not callable(function):
        return mapping, None
    return {**mapping, "objective": FUNCTION_IN_CONFIG}, function


def handed_over(section: CommandSection, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the mistakes in a command: unknown names, and hyperparameters that it does not get."""
    known = [*values, *(name for name in GIVEN if name != "params" or section.params)]
    named = set()
    for place, word in enumerate(section.command):
        for name in (match.group(1) for match in PLACEHOLDER.finditer(word)):
            named.add(name)
            if name is not None and name not in known:
                sentence = f"{show('{' + name + '}')} names no hyperparameter; {one_of(known)}; write {{{{ for a brace"
                yield Problem(("command", place), sentence)
    for name, value in values.items():
        if isinstance(value, Range | Choice) and name not in named and not section.params and name != "epochs":
            sentence = (
                f"does not hand over {name}, which is searched; add {show('{' + name + '}')}, or set params: json"
            )
            yield Problem(("command",), sentence)
