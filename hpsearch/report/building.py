"""Build the report on one or several runs: its sections in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from hpsearch.registry import discover
from hpsearch.report import sections
from hpsearch.report.section import Section
from hpsearch.runs.run import Run
from hpsearch.system.collecting import without_collecting


class SectionMaker(Protocol):
    """What a file of `hpsearch/report/sections/` defines; sections stand in the order of their `place`."""

    name: ClassVar[str]
    place: ClassVar[int]

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterable[Section]:
        """The sections about `runs`, in which a ranking has the best `top` trials, or all where that is None."""


SECTIONS: Mapping[str, SectionMaker] = discover(sections)


@dataclass(frozen=True, slots=True)
class Report:
    """The folders of some runs, and the sections about them."""

    runs: tuple[str, ...]
    sections: tuple[Section, ...]


def build_report(runs: Sequence[Run], top: int | None = None) -> Report:
    """The report on `runs`. Raises UsageError if they cannot be compared."""
    makers = sorted(SECTIONS.values(), key=lambda maker: (maker.place, maker.name))
    with without_collecting():
        made = [(section.place or maker.place, section) for maker in makers for section in maker.sections(runs, top)]
    made.sort(key=lambda each: each[0])
    return Report(tuple(str(run.folder) for run in runs), tuple(section for _, section in made))
