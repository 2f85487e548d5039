"""What a user may have meant by an option that does not exist: a value of an option, or a key of the config."""

import click


def option_meant(error: click.NoSuchOption) -> str:
    """Return the words for the command line; empty if the option's name is none of these.

    A key of the config is named only if the command can set one.
    """
    word = error.option_name.lstrip("-").partition("=")[0].replace("-", "_")
    options = [each for each in error.ctx.command.params if isinstance(each, click.Option)] if error.ctx else []
    for option in options:
        if isinstance(option.type, click.Choice) and word in option.type.choices:
            return f"{option.opts[0]} {word}"
    if any("--set" in option.opts for option in options) and (section := _section_of(word)):
        return f"--set {section}.{word}=…"
    return ""


def _section_of(key: str) -> str:
    """Return the section of the config that has a key; empty if none has."""
    from hpsearch.config.sections.data import DataConfig  # noqa: PLC0415 (0.3 s; only after a mistake)
    from hpsearch.config.sections.hyperparameters import Hyperparameters  # noqa: PLC0415 (as above)
    from hpsearch.config.sections.search import SearchConfig  # noqa: PLC0415 (as above)

    fields = {
        "hyperparameters": Hyperparameters.model_fields,
        "search": SearchConfig.model_fields,
        "data": DataConfig.model_fields,
    }
    return next((section for section, names in fields.items() if key in names), "")
