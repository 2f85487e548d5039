"""The section on how often the test part was evaluated, and with which result."""

from collections.abc import Iterator, Sequence

from hpsearch.evaluation.evaluation import Evaluation
from hpsearch.report.evaluated import figure_sentence, listings
from hpsearch.report.render.formats import records
from hpsearch.report.section import Section
from hpsearch.runs.run import Run

_NEVER = "Nobody has looked at the test part yet."


class LooksSection:
    """The number of evaluations on the test part, as each of them makes it less reliable."""

    name = "looks"
    place = 50

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:  # noqa: ARG002 (ranks no trials)
        """Yield one section for each run; without sentences if the test part was never evaluated."""
        for run in runs:
            sentence = looks_sentence(run)
            sentences, found = (sentence,) if sentence else (), last_evaluation(run)
            tables = {name: records(table) for name, table in found.tables.items()} if found else {}
            yield Section(
                self.name,
                str(run.folder),
                sentences=sentences,
                page=(
                    Section(
                        self.name,
                        str(run.folder),
                        "The test part",
                        sentences=sentences or (_NEVER,),
                        tables=tuple(listings(found)) if found else (),
                    ),
                ),
                data={"looks_at_the_test_part": len(run.looks), "test_part": tables or None},
            )


def last_evaluation(run: Run) -> Evaluation | None:
    """Return the last evaluation on the test part."""
    return Evaluation.from_json(run.looks[-1].found) if run.looks else None


def looks_sentence(run: Run) -> str:
    """Return how often the test part was evaluated, and the last metric of the search; empty if never."""
    found = last_evaluation(run)
    if found is None:
        return ""
    figure, looks = figure_sentence(found, run.ranking.metric), len(run.looks)
    earlier = found.checksum not in ("", run.model_checksum)
    judged = f"an earlier model, {found.judged}" if earlier else found.judged
    now = "; the present model has not been judged" if earlier else ""
    if looks == 1:
        return f"test part: looked at once, with {judged}: {figure}{now}"
    return (
        f"test part: looked at {looks} times, last with {judged}: {figure}{now}; "
        "a model that was chosen after the first look may fit it by chance"
    )
