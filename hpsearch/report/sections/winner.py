"""How sure a search is of its winner, in one sentence."""

from collections.abc import Sequence
from math import isfinite

from hpsearch.trials.finalists import Finalist
from hpsearch.trials.table import short


def certainty(finalists: Sequence[Finalist]) -> str:
    """What the finalists' retrainings say of the first; nothing where there are none.

    "trial 50 is first with 0.021 ± 0.004 over 5 retrainings; trials 60 and 52 are tied with it"
    """
    if not finalists:
        return ""
    first, *others = finalists
    if first.interval is None:
        return "every finalist diverged or failed when it was retrained; they stand as the search ranked them"
    middle, half = first.interval.middle, first.interval.half
    if not isfinite(half):
        return f"trial {first.number} is first with {short(middle)} in one retraining, too few to say how sure that is"
    mean = f"{short(middle)} ± {_brief(half)} over" if half else f"{short(middle)} on each of"
    won = f"trial {first.number} is first with {mean} {first.retrainings} retrainings"
    return f"{won}; {_ties(others)}" if others else won


def _brief(half: float) -> str:
    """To two digits, and all those before the point."""
    return f"{half:.2g}" if half < 100 else f"{half:.0f}"


def _ties(others: Sequence[Finalist]) -> str:
    tied = [str(other.number) for other in others if other.tied_with_first]
    if not tied:
        return (
            f"none of the other {len(others)} is tied with it" if len(others) > 1 else "the other is not tied with it"
        )
    if len(tied) == 1:
        return f"trial {tied[0]} is tied with it"
    return f"trials {', '.join(tied[:-1])} and {tied[-1]} are tied with it"
