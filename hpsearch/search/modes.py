"""How to train a round's trials (notes §XXV): many models at once here; one under your eyes is `hpsearch.panda`."""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from hpsearch.search.context import SearchContext, outcomes_of
from hpsearch.search.events import EpochFinished, Intervened, Remarked
from hpsearch.search.prepare import Prepared
from hpsearch.search.proposals.conversation import Conversation
from hpsearch.training.objective import Plan, SavableModel
from hpsearch.trials.outcomes import Outcome

if TYPE_CHECKING:  # most searches do without halving
    from hpsearch.search.thawing import Thawing

TrainingEvents = Generator[EpochFinished | Intervened | Remarked | list[Outcome], None, None]
"""What comes while trials train: an epoch of one of them, or the outcomes of those that finish together."""


class Mode(Protocol):
    """How the trials of a round are trained; `alone` says that this process does it, without workers."""

    alone: ClassVar[bool]

    @property
    def cut_off(self) -> bool:
        """Whether trials that have a result were to train on when the time was over."""

    def train(self, context: SearchContext, pending: Sequence[Plan[Any]], stored: Sequence[Outcome]) -> TrainingEvents:
        """Train the plans that are `pending` of a round, of which the trials `stored` are finished already.

        None begins after the time limit.
        """

    def tell(self, conversation: Conversation, outcomes: Sequence[Outcome]) -> None:
        """Tell the sampler a round's outcomes, and what is known now of earlier ones."""

    def model(self, prepared: Prepared, folder: Path, outcome: Outcome) -> SavableModel | None:
        """Make the model of a finished trial of the search in `folder` again, to the same bits; None if it has none."""


class Caviar:
    """Many at once, in cohorts, by the workers; outcomes come in whatever order they finish."""

    alone: ClassVar = False

    def __init__(self) -> None:
        self._thawing: Thawing | None = None

    @property
    def cut_off(self) -> bool:
        """Only trials that halving chose among all rounds do so."""
        return self._thawing is not None and self._thawing.cut_off

    def train(self, context: SearchContext, pending: Sequence[Plan[Any]], stored: Sequence[Outcome]) -> TrainingEvents:
        """Train all to their end, or where halving is planned, those that are worth it."""
        halving = context.prepared.config.search.halving
        if halving is not None and halving.among == "search":
            from hpsearch.search.thawing import Thawing  # noqa: PLC0415 (as above)

            self._thawing = self._thawing or Thawing(context, halving)
            trials = [*(plan.trial for plan in pending), *(outcome.trial for outcome in stored)]
            yield from self._thawing.train([*{trial.number: trial for trial in trials}.values()])
            return
        if halving is not None:
            from hpsearch.search.halving import halved  # noqa: PLC0415 (as above)

            yield from halved(context, halving, pending, stored)
            return
        for results in context.trained(pending):
            yield outcomes_of(results)

    def tell(self, conversation: Conversation, outcomes: Sequence[Outcome]) -> None:
        """Tell the round's outcomes; where trials of earlier rounds went on, what is expected of all so far."""
        if self._thawing is None:
            conversation.tell(outcomes)
        else:
            conversation.tell_anew(self._thawing.expected())

    def model(self, prepared: Prepared, folder: Path, outcome: Outcome) -> SavableModel | None:  # noqa: ARG002
        """Train it again by its settings, where its parameters were not kept."""
        return prepared.objective.model(outcome)
