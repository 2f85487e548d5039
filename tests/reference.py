"""The reference in docs/, from the code: `python -m tests.reference` writes it anew between its marks."""

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

import click
from annotated_types import Ge, Gt, Le, Lt

import hpsearch
from hpsearch import errors, estimators
from hpsearch.cli.commands import COMMANDS, commands
from hpsearch.config.own.code import CommandSection, FunctionSection
from hpsearch.config.sections.autopilot import AutopilotSection
from hpsearch.config.sections.data import DataConfig
from hpsearch.config.sections.hyperparameters import Hyperparameters
from hpsearch.config.sections.search import Finalists, Halving, SamplerConfig, SearchConfig
from hpsearch.config.sections.searched import REAL_RANGE, WHOLE_RANGE, StatedRange
from hpsearch.config.sections.section import ConfigSection
from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.heads import OF_LOSS
from hpsearch.engine.initializers import INITIALIZERS
from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.engine.schedules import SCHEDULES, steady
from hpsearch.metrics import METRICS
from hpsearch.models.model import Model
from hpsearch.report.notebook import NotebookRun
from hpsearch.samplers import SAMPLERS
from hpsearch.samplers.coarse_to_fine import CoarseToFineSampler
from hpsearch.space import SCALES
from tests.pages import ROOT, text

WORDS: Mapping[str, Sequence[str]] = {
    "activation": list(ACTIVATIONS),
    "batch_size": ["auto", "full"],
    "beta2": ["auto"],
    "initializer": ["auto", *INITIALIZERS],
    "loss": list(OF_LOSS),
    "metric": ["auto", *(f"dev_{name}" for name, metric in METRICS.items() if not metric.parameter)],
    "optimizer": list(OPTIMIZERS),
    "regularisation_schedule": steady(),
    "sampler": list(SAMPLERS),
    "scale": list(SCALES),
    "schedule": list(SCHEDULES),
    "trials": ["auto"],
}
"""The words that a key takes beside those that its type states: the members of a kind."""

LIMITS = {Gt: ("gt", "above"), Ge: ("ge", "from"), Lt: ("lt", "below"), Le: ("le", "up to")}


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    return "".join(f"| {' | '.join(row)} |\n" for row in (header, ["---"] * len(header), *rows))


def keys(section: type[ConfigSection]) -> str:
    """The keys of a section of the config, each with its default, its values and what it means."""
    fields = section.model_fields.items()
    rows = [(f"`{name}`", default(field), values(name, field), cell(field.description or "")) for name, field in fields]
    assert all(row[3] for row in rows), f"a key of {section.__name__} has no description"
    return table(("key", "default", "values", "means"), rows)


def default(field: Any) -> str:
    """The default of a key, as a config would state it."""
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, SamplerConfig):
        return value.name
    if isinstance(value, ConfigSection):
        return f"{{{', '.join(f'{name}: {shown(item)}' for name, item in value.model_dump().items())}}}"
    return shown(value)


def shown(value: Any) -> str:
    """A value as YAML has it."""
    words = {None: "null", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return words[value]
    return f"{value:g}".replace("e-0", "e-") if isinstance(value, float) else str(value)


def values(name: str, field: Any) -> str:
    """The words and numbers that a key takes."""
    words = [*WORDS.get(name, ()), *literals(field.annotation)]
    limits = [
        f"{phrase} {bound:,.9g}"
        for limit in field.metadata
        for kind, (attribute, phrase) in LIMITS.items()
        if isinstance(limit, kind) and (bound := getattr(limit, attribute)) < 2**63
    ]
    numbers = [WHOLE_RANGE in field.metadata and "a whole number", REAL_RANGE in field.metadata and "a number"]
    counted = [" ".join((each, *limits)) for each in numbers if each] or [" ".join(limits)] * bool(limits)
    return cell(", ".join(dict.fromkeys([*words, *counted])))


def literals(kind: Any) -> Iterator[str]:
    """The words of a type, as `Literal` states them."""
    if get_origin(kind) is Literal:
        yield from (str(word) for word in get_args(kind))
    else:
        for part in get_args(kind):
            yield from literals(part)


def cell(words: str) -> str:
    """Text for a Markdown table."""
    return re.sub(" +", " ", words.replace("|", "\\|").replace("<", "&lt;"))


def command(name: str) -> str:
    """A command: how it is called, what it does, its options."""
    made = commands.get_command(click.Context(commands), name)
    context = click.Context(made, info_name=f"hpsearch {name}")
    usage = " ".join(made.collect_usage_pieces(context))
    records = [record for each in made.get_params(context) if (record := each.get_help_record(context))]
    options = table(("option", "means"), [(f"`{cell(names)}`", cell(meaning)) for names, meaning in records if meaning])
    return (
        f"## {name}\n\n```\nhpsearch {name} {usage}\n```\n\n{''.join(told(inspect.cleandoc(made.help or '')))}{options}"
    )


def told(docstring: str) -> Iterator[str]:
    """The paragraphs of a command's help; lines that are to stay as they are, and examples, become code."""
    for paragraph in docstring.split("\n\n"):
        if paragraph.startswith("\b\n"):
            yield f"```\n{paragraph[2:]}\n```\n\n"
        elif paragraph.startswith("Example: "):
            yield f"```sh\n{paragraph.removeprefix('Example: ')}\n```\n\n"
        else:
            yield f"{cell(paragraph)}\n\n"


def docstring(of: Any) -> str:
    """What a thing says of itself, with its examples as code."""
    return re.sub(r"((?:^>>> .*\n?(?:^(?!>>>).+\n?)*)+)", example, inspect.getdoc(of) or "", flags=re.MULTILINE)


def example(found: re.Match[str]) -> str:
    """A doctest as a block of code, without the marks for doctest itself."""
    code = re.sub(r"\s*# doctest: .*", "", found[1]).rstrip("\n")
    return f"```pycon\n{code}\n```\n"


def function(name: str, of: Any) -> str:
    """A function or class with its signature and its docstring."""
    parameters = re.sub(r"(: |-> )'([\w.| ]+)'", r"\1\2", str(inspect.signature(of)))
    parameters = re.sub(r"\b(collections\.abc|pathlib(\._local)?|typing)\.", "", parameters).replace("'", '"')
    return f"### {name}\n\n```python\n{name}{wrapped(parameters)}\n```\n\n{docstring(of)}\n"


def wrapped(parameters: str) -> str:
    """A signature, with a line for each parameter where it is long."""
    if len(parameters) < 90:
        return parameters
    inside, _, returned = parameters[1:].rpartition(")")
    parts = re.split(r", (?=[*\w]+(?::|=|,|$)|\*)", inside)
    return "(\n" + "".join(f"    {part},\n" for part in parts) + f"){returned}"


def members(of: type, names: Sequence[str]) -> str:
    """Members of a class, each with the first paragraph of its docstring."""
    rows = []
    for name in names:
        member = inspect.getattr_static(of, name)
        called = f"({arguments(member)})" if inspect.isfunction(member) else ""
        about = (inspect.getdoc(getattr(of, name)) or inspect.getdoc(member) or "").replace("\n", " ")
        rows.append((f"`{name}{called}`", cell(about)))
    return table(("name", "is"), rows)


def arguments(function: Any) -> str:
    """The arguments of a method, without their types."""
    signature = inspect.signature(function)
    plain = [each.replace(annotation=each.empty) for name, each in signature.parameters.items() if name != "self"]
    return str(signature.replace(parameters=plain, return_annotation=signature.empty))[1:-1]


OF_A_RUN = (
    *("trials", "history", "finalists", "best", "model", "network", "evaluate", "findings", "advice", "plot"),
    *("baselines", "comparisons", "looks", "progress"),
)
OF_A_MODEL = ("predict", "predict_proba", "score", "classes_", "save")


def classes(module: Any) -> str:
    """The errors of a module, each with its exit code and its meaning."""
    found = [each for _, each in inspect.getmembers(module, inspect.isclass) if each.__module__ == module.__name__]
    rows = [
        (f"`{each.__name__}`", str(each.exit_code), cell((inspect.getdoc(each) or "").split("\n")[0])) for each in found
    ]
    return table(("error", "exit code", "is"), rows)


def generated() -> dict[str, dict[str, str]]:
    """The text between each mark, by page."""
    sections = {
        "data": DataConfig,
        "hyperparameters": Hyperparameters,
        "search": SearchConfig,
        "halving": Halving,
        "finalists": Finalists,
        "autopilot": AutopilotSection,
        "function": FunctionSection,
        "command": CommandSection,
        "range": StatedRange,
    }
    return {
        "docs/config.md": {name: keys(section) for name, section in sections.items()},
        "docs/commands.md": {"commands": "\n".join(command(name) for name in COMMANDS)},
        "docs/python.md": {
            "functions": "\n".join(function(f"hpsearch.{name}", getattr(hpsearch, name)) for name in ("run", "load")),
            "run": members(NotebookRun, OF_A_RUN),
            "model": members(Model, OF_A_MODEL),
            "errors": classes(errors),
            "samplers": function("CoarseToFineSampler", CoarseToFineSampler),
            "estimators": "\n".join(function(name, getattr(estimators, name)) for name in estimators.__all__),
        },
    }


def mark(name: str) -> re.Pattern[str]:
    """A pattern for what stands between two marks."""
    return re.compile(rf"(<!-- generated: {name} -->\n\n).*?(\n<!-- end -->)", re.DOTALL)


def main() -> None:
    """Write the text of each mark."""
    for page, parts in generated().items():
        written = text(page)
        for name, part in parts.items():
            written, count = mark(name).subn(lambda found, part=part: found[1] + part + found[2], written)
            assert count == 1, f"{page} has {count} marks for {name}"
        (ROOT / page).write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
