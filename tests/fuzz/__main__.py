"""The driver: `python -m tests.fuzz --seconds 600 --seed 1 [--kind configs]`, or `--case tables:1:123`."""

import argparse
import itertools
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic

from hpsearch.system.imports import lasting
from tests.fuzz import configs, folders, models, tables, tells
from tests.fuzz.case import Case
from tests.fuzz.scratch import folder_of_a_case, harm

KINDS = {"configs": configs, "tables": tables, "models": models, "folders": folders, "tells": tells}
NEEDED = (
    "hpsearch.cli.commands",
    "hpsearch.runs.run",
    "hpsearch.models.model",
    "hpsearch.panda.mode",
    "hpsearch.running",
    "hpsearch.training.networks.training",
    "hpsearch.report.sections.leaderboard",
    "pandas",
)
"""What commands import, once for all of them."""

WEIGHTS = (6, 6, 8, 4, 1)
"""How often each kind is drawn: a training with changes takes as long as many configs."""


def main() -> int:
    """Run the cases that were asked for; 1 where one failed."""
    asked = _arguments()
    lasting(*NEEDED)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # ends its child, too
    failed: Counter[str] = Counter()
    count: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="hpsearch-fuzz-") as name:
        scratch, prepared = Path(name), set()
        end = monotonic() + asked.seconds
        for case in itertools.islice(_cases(asked), asked.cases):
            if monotonic() > end:
                break
            if case.kind not in prepared:
                prepared.add(case.kind)
                _prepare(case.kind, scratch)
            count[case.kind] += 1
            found = _complaints(case, scratch)
            failed[case.kind] += bool(found)
            for complaint in found:
                print(f"{case}: {complaint}\n", flush=True)
    for kind in count:
        print(f"{kind}: {count[kind]} cases, {failed[kind]} failed")
    return int(failed.total() > 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--cases", type=int, default=10**9, help="at most so many")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", choices=list(KINDS), action="append")
    parser.add_argument("--case", type=Case.named, help="only this one, such as tables:7:123")
    return parser.parse_args()


def _cases(asked: argparse.Namespace) -> Iterator[Case]:
    """One kind after the other, each as often as its weight says."""
    if asked.case:
        yield asked.case
        return
    numbers = {kind: itertools.count() for kind in asked.kind or KINDS}
    turns = [kind for kind, weight in zip(KINDS, WEIGHTS, strict=True) if kind in numbers for _ in range(weight)]
    for kind in itertools.cycle(turns):
        yield Case(kind, asked.seed, next(numbers[kind]))


def _prepare(kind: str, scratch: Path) -> None:
    seeds = scratch / kind / "here"
    for folder in (seeds, seeds.parent / "streams"):
        folder.mkdir(parents=True)
    KINDS[kind].prepare(seeds)


def _complaints(case: Case, scratch: Path) -> Sequence[str]:
    with folder_of_a_case(scratch / "case") as here:
        found = list(KINDS[case.kind].attack(case.random(), here, scratch / case.kind / "here"))
        return [*found, *harm(scratch / "case")]


if __name__ == "__main__":
    sys.exit(main())
