"""Build the report on one or several runs: its sections in order."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Protocol

from hpsearch.records import Record
from hpsearch.registry import discover
from hpsearch.report import sections
from hpsearch.report.section import Section
from hpsearch.runs.run import Run
from hpsearch.system.collecting import without_collecting


class SectionMaker(Protocol):
    """Makes a section; defined in a file of `hpsearch/report/sections/`. `place` gives the order."""

    name: ClassVar[str]
    place: ClassVar[int]

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterable[Section]:
        """Yield the sections about `runs`; rankings have the best `top` trials, or all for None."""


SECTIONS: Mapping[str, SectionMaker] = discover(sections)


class Report(Record):
    """The folders of some runs, and the sections about them."""

    runs: tuple[str, ...]
    sections: tuple[Section, ...]


def build_report(runs: Sequence[Run], top: int | None = None) -> Report:
    """Build the report on `runs`. Raises UsageError if they cannot be compared."""
    makers = sorted(SECTIONS.values(), key=lambda maker: (maker.place, maker.name))
    with without_collecting():
        made = [(section.place or maker.place, section) for maker in makers for section in maker.sections(runs, top)]
    made.sort(key=lambda each: each[0])
    return Report(tuple(str(run.folder) for run in runs), tuple(section for _, section in made))
