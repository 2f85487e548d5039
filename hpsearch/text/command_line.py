"""Commands in sentences for the user, who pastes them into a shell."""

import re
import shlex
from pathlib import PurePath

from hpsearch.text.visible import is_visible


def command(*words: str | PurePath) -> str:
    r"""`hpsearch` with `words` as a shell reads them back, whatever a file is called.

    >>> print(command("run", PurePath("my data.yaml"), "--resume"))
    hpsearch run 'my data.yaml' --resume

    A path is never an option, and what a terminal would not show is written as bash and zsh read it:

    >>> print(command("report", PurePath("-runs")), command("report", PurePath("a\x1b")), sep=", ")
    hpsearch report ./-runs, hpsearch report $'a\x1b'
    """
    return " ".join(["hpsearch", *map(_quoted, words)])


def resuming(folder: PurePath) -> str:
    """The command that goes on with the run in `folder`, by the config that is kept there.

    >>> resuming(PurePath("my runs"))
    "hpsearch run 'my runs/config.yaml' --out 'my runs' --resume"
    """
    return command("run", folder / "config.yaml", "--out", folder, "--resume")


def exporting_next(folder: PurePath) -> str:
    r"""The command that writes the config which the advice on the run in `folder` proposes.

    A run of such a config, whose name it has, is followed by another one:

    >>> print(exporting_next(PurePath("my runs")), exporting_next(PurePath("runs/next")), sep="\n")
    hpsearch export 'my runs' --to next -o next.yaml
    hpsearch export runs/next --to next -o next-2.yaml
    """
    return command("export", folder, "--to", "next", "-o", _next(folder))


def running_next(folder: PurePath, *, taking_over: bool) -> str:
    """The command that runs this config, with the trials of `folder` that fit if they are taken over.

    >>> print(running_next(PurePath("runs/digits"), taking_over=True))
    hpsearch run next.yaml --from runs/digits
    """
    return command("run", _next(folder), *(("--from", folder) if taking_over else ()))


def _next(folder: PurePath) -> PurePath:
    step = re.fullmatch(r"next(?:-(\d{1,9}))?", folder.name)
    return PurePath(f"next-{int(step[1] or 1) + 1}.yaml" if step else "next.yaml")


def _quoted(word: str | PurePath) -> str:
    text = f"./{word}" if isinstance(word, PurePath) and str(word).startswith("-") else str(word)
    if is_visible(text):
        return shlex.quote(text)
    return f"$'{''.join(map(_escaped, text))}'"


def _escaped(character: str) -> str:
    if not is_visible(character):
        return "".join(f"\\x{byte:02x}" for byte in _bytes(character))
    return f"\\{character}" if character in "'\\" else character


def _bytes(character: str) -> bytes:
    """As they stand in a file's name: one that is no UTF-8 reaches Python as halves of characters."""
    try:
        return character.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return character.encode(errors="surrogatepass")
