"""A report as one self-contained HTML page."""

import re
from collections.abc import Iterator
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from hpsearch.records import replace
from hpsearch.report.building import Report
from hpsearch.report.section import Section
from hpsearch.text.visible import LONGEST_CELL, brief, visible
from hpsearch.trials.table import Table, short

PAGE_MARK = b'<meta name="generator" content="hpsearch">'
"""The mark by which hpsearch recognises its own pages."""

READABLE = 0.95
"""The share of a figure's own width at which letters of size 8 are 10 pixels high."""


HEADINGS = {
    "loop": "How the loop went",
    "verdict": "What limits the result",
    "advice": "What to try next",
    "winner": "The winner",
    "ensemble": "The model",
    "baselines": "Against baselines",
}
"""Headings above the first section of each part of a page, by the section's name."""


def page(report: Report) -> str:
    """Return all sections with their figures; text is escaped, and control characters are made visible."""
    environment = Environment(
        loader=PackageLoader("hpsearch.report.render", ""),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = list(_shown(report))
    return environment.get_template("page.html.jinja").render(
        mark=_markup(PAGE_MARK.decode()),
        title=", ".join(report.runs),
        first=[section for section in shown if not section.title],
        sections=[section for section in shown if section.title],
        drawn=_drawn,
        coded=_coded,
        headings=HEADINGS,
        script=_markup(files("hpsearch.report.render").joinpath("page.js").read_text(encoding="utf-8")),
        worded=_worded,
        cell=_cell,
        heading=_heading,
        zip=zip,
    )


def _shown(report: Report) -> Iterator[Section]:
    """Yield the sections that have content; with several runs, title and sentences name the run."""
    for section in report.sections:
        for shown in section.page or (section,):
            if shown.sentences or shown.tables or shown.figures:
                yield _named(shown) if len(report.runs) > 1 and shown.run else shown


def _named(section: Section) -> Section:
    if section.title:
        return replace(section, title=f"{section.title}: {section.run}")
    return replace(section, sentences=tuple(f"{section.run}: {sentence}" for sentence in section.sentences))


def _finalized(value: object) -> object:
    """Prepare a value for the template: leave our markup unchanged, make control characters in text visible."""
    return value if isinstance(value, Markup) else visible(str(value))


def _coded(sentence: str) -> Markup:
    """Return an escaped sentence in which text between backticks is code, and no option breaks after its hyphens."""
    escaped = re.sub(r"(?<![\w-])--?[a-z][\w-]*", r'<span class="whole">\g<0></span>', str(escape(visible(sentence))))
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", escaped))  # noqa: S704 (escaped one line above)


def _heading(name: str) -> Markup:
    """Return a name that may break after each _, and each dot and slash between letters, so that columns are narrow."""
    return Markup(re.sub(r"_|(?<=[a-z])[./](?=[a-z])", r"\g<0><wbr>", str(escape(visible(name)))))  # noqa: S704 (escaped here)


def _cell(value: object) -> Markup:
    """Return the text of a cell; a name may break as in the heading."""
    return _heading(brief(short(value), LONGEST_CELL))


def _markup(text: str) -> Markup:
    return Markup(text)  # noqa: S704 (ours, and matplotlib's, which escapes its text)


def _drawn(svg: str) -> Markup:
    """Return a figure with its smallest readable width; on narrower screens it scrolls."""
    wide = re.match(r'<svg [^>]*?width="([\d.]+)pt"', svg)
    return _markup(
        svg.replace("<svg ", f'<svg style="--readable: {READABLE * float(wide[1]):.0f}pt" ', 1) if wide else svg
    )


def _worded(table: Table) -> set[str]:
    """Return the columns that contain words: text, true or false, and values of several parts."""
    return {name for name in table.header if any(map(_is_word, table.column(name)))}


def _is_word(value: object) -> bool:
    return isinstance(value, (str, list, dict, bool))
