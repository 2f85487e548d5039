"""A report as Markdown."""

from collections.abc import Iterator

from hpsearch.report.building import Report
from hpsearch.report.render.formats import markdown_sentence, to_markdown


def as_markdown(report: Report) -> str:
    """Return tables and sentences, separated by empty lines; for several runs only the common tables."""
    return "\n".join(_parts(report))


def _parts(report: Report) -> Iterator[str]:
    alone = len(report.runs) == 1
    for section in report.sections:
        of_all = alone or not section.run
        for listing in section.tables if of_all else ():
            yield to_markdown(listing.table)
        for sentence in section.sentences:
            yield f"{markdown_sentence(sentence if of_all else f'{section.run}: {sentence}')}\n"
