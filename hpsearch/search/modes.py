"""How to train the trials of a round (notes §XXV): many models at once; `hpsearch.panda` trains one at a time."""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from hpsearch.search.context import SearchContext, outcomes_of
from hpsearch.search.events import EpochFinished, Intervened, Remarked
from hpsearch.search.prepare import Prepared
from hpsearch.search.proposals.conversation import Conversation
from hpsearch.training.objective import Plan, SavableModel
from hpsearch.trials.outcomes import Outcome

if TYPE_CHECKING:  # most searches have no halving
    from hpsearch.search.halving.thawing import Thawing

TrainingEvents = Generator[EpochFinished | Intervened | Remarked | list[Outcome], None, None]
"""What training yields: events of a single trial, or the outcomes of trials that finished together."""


class Mode(Protocol):
    """How the trials of a round are trained; `alone`: in this process, without workers."""

    alone: ClassVar[bool]

    @property
    def cut_off(self) -> bool:
        """Whether trials with a result should have trained on when the time was over."""

    def train(self, context: SearchContext, pending: Sequence[Plan[Any]], stored: Sequence[Outcome]) -> TrainingEvents:
        """Train the `pending` plans of a round; `stored` are the outcomes of its finished trials.

        No training starts after the time limit.
        """

    def tell(self, conversation: Conversation, outcomes: Sequence[Outcome]) -> None:
        """Tell the sampler a round's outcomes, and new values of earlier trials."""

    def model(self, prepared: Prepared, folder: Path, outcome: Outcome) -> SavableModel | None:
        """Make the model of a finished trial of the search in `folder` again, bit for bit; None if it has none."""


class Caviar:
    """Trains many models at once, in cohorts, in the workers; outcomes come in the order in which they finish."""

    alone: ClassVar = False

    def __init__(self) -> None:
        self._thawing: Thawing | None = None

    @property
    def cut_off(self) -> bool:
        """True only with halving among all rounds, if the trials it chose did not train."""
        return self._thawing is not None and self._thawing.cut_off

    def train(self, context: SearchContext, pending: Sequence[Plan[Any]], stored: Sequence[Outcome]) -> TrainingEvents:
        """Train all plans to their end; with halving only the better ones."""
        halving = context.prepared.config.search.halving
        if halving is not None and halving.among == "search":
            from hpsearch.search.halving.thawing import Thawing  # noqa: PLC0415 (as above)

            self._thawing = self._thawing or Thawing(context, halving)
            trials = [*(plan.trial for plan in pending), *(outcome.trial for outcome in stored)]
            yield from self._thawing.train([*{trial.number: trial for trial in trials}.values()])
            return
        if halving is not None:
            from hpsearch.search.halving.within_rounds import halved  # noqa: PLC0415 (as above)

            yield from halved(context, halving, pending, stored)
            return
        for results in context.trained(pending):
            yield outcomes_of(results)

    def tell(self, conversation: Conversation, outcomes: Sequence[Outcome]) -> None:
        """Tell the round's outcomes; if trials of earlier rounds went on, the expected costs of all trials so far."""
        if self._thawing is None:
            conversation.tell(outcomes)
        else:
            conversation.tell_anew(self._thawing.expected())

    def model(self, prepared: Prepared, folder: Path, outcome: Outcome) -> SavableModel | None:  # noqa: ARG002
        """Train the model again from its settings, unless its parameters were kept."""
        return prepared.objective.model(outcome)
