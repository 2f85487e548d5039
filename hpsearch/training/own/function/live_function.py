"""The user's own generator function as the model that panda trains; each epoch is one step."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import nan
from time import perf_counter
from typing import Any

from hpsearch.engine.arrays import Array
from hpsearch.records import replace
from hpsearch.training.objective import Plan
from hpsearch.training.own.failures import TrainingFailedError, sentence_of, traceback_of
from hpsearch.training.own.function.function_code import FunctionCode, FunctionSession
from hpsearch.training.own.function.live_recipe import OwnLiveRecipe
from hpsearch.training.own.function.snapshots import OwnSnapshot
from hpsearch.training.own.function.states import State, state_of
from hpsearch.training.own.log import OutputLog
from hpsearch.training.own.metrics import Metrics, lacks, not_finite
from hpsearch.training.own.outcomes import lost_in, outcome_of_epochs
from hpsearch.training.own.recipe import OwnRecipe
from hpsearch.training.own.training import OwnTraining
from hpsearch.training.progress import Ending, Epoch
from hpsearch.trials.interventions import Intervention
from hpsearch.trials.outcomes import Outcome, Status


class LiveFunction:
    """Trains with a function, which receives changes from `yield`. Raises TrainingFailedError if it fails.

    The function is called when its next epoch is requested: at the start, and with a state after a rollback or when an
    extended training continues.
    """

    step = 0
    steps_per_epoch = 1
    gradient_norm = nan
    update_ratio = nan
    why_other_bits = "does the code draw without its seed, or was it trained on another machine?"

    def __init__(
        self,
        plan: Plan[OwnRecipe],
        code: FunctionCode,
        training: OwnTraining,
        choices: Mapping[str, Sequence[Any]],
        log: OutputLog,
    ) -> None:
        self.plan = plan
        self._code, self._training = code, training
        self._metric = training.ranking.metric
        self._log = log
        self._gives_state: bool | None = None
        self._session: FunctionSession | None = None
        self._changes: dict[str, Any] = {}
        with self._failing():
            live = code.live(self._log)
        self.first_recipe = OwnLiveRecipe(plan.recipe, live, choices, code.function.title)
        self.restart()

    def restart(self) -> None:
        """Start again from the beginning."""
        self._begin(self.first_recipe, None, [])

    def restore(self, snapshot: OwnSnapshot, epochs: Sequence[Epoch]) -> None:
        """Continue from the state of a snapshot, taken after `epochs`."""
        self._begin(replace(self.first_recipe, recipe=snapshot.recipe), snapshot.state, list(epochs))

    def _begin(self, recipe: OwnLiveRecipe, state: State | None, epochs: list[Epoch]) -> None:
        self._end_session()
        self.recipe, self._state, self.epochs = recipe, state, epochs
        self._is_over = False
        self._final: Metrics | None = None
        self._began, self.seconds = perf_counter(), 0.0

    @property
    def epoch(self) -> int:
        """Number of completed epochs."""
        return len(self.epochs)

    @property
    def no_way_back(self) -> str:
        """Why the function cannot continue from an earlier epoch: it yielded no state. Empty if it can."""
        if self._gives_state is not False:  # or not known yet
            return ""
        title = self.first_recipe.title
        return (
            f"{title} gives no state to go back to; yield one beside the metrics (yield metrics, state), and take it: "
            "train(hyperparameters, seed, state=None)"
        )

    def lost(self, metrics: dict[str, float]) -> str:
        """Return the name of a decisive metric that is not finite; empty if there is none."""
        return not_finite(metrics, self._metric)

    def take(self, intervention: Intervention) -> None:
        """Apply a change, which the function receives with its next epoch; for more epochs it is called again."""
        self.recipe = self.recipe.changed(intervention)
        if intervention.what != "epochs":
            self._changes[intervention.what] = intervention.after
        elif self._state is not None:
            self._end_session()
            self._is_over = False

    def take_step(self, *, watching: bool) -> Epoch | None:  # noqa: ARG002 (it measures nothing here)
        """Train an epoch; None if the function has ended."""
        if self._is_over:
            with self._failing():
                raise TrainingFailedError(
                    f"ended after epoch {self.epoch}, beyond which it went before; its draws are to depend on seed, "
                    "state and epoch alone"
                )
        self._began = perf_counter()
        try:
            with self._failing():
                metrics = self._trained()
        finally:
            self.seconds = perf_counter() - self._began
        if metrics is None:
            return None
        epoch = Epoch(0, self.epoch + 1, self.recipe.rate(self.epoch) or 0.0, nan, metrics)
        self.epochs.append(epoch)
        return epoch

    def _trained(self) -> Metrics | None:
        """Return the metrics of the next epoch; None if there is none. Raises whatever the function raises."""
        session = self._session or self._called()
        changes, self._changes = self._changes, {}
        metrics = session.next(changes)
        self._is_over = session.is_over or metrics is None
        if metrics is None:
            self._final = self._checked(session.final())
            metrics = None if self.epochs else self._checked(self._final or {})
        if self._checked(metrics) is not None:
            self._state = session.state
            self._gives_state = self._gives_state or self._state is not None
        return metrics

    def _come_to_the_end(self) -> None:
        """Let the function return after its last planned epoch."""
        self._is_over = True
        with self._failing():
            self._final = self._checked((self._session or self._called()).final())

    def _checked(self, metrics: Metrics | None) -> Metrics | None:
        """Check and return the metrics, or None. Raises TrainingFailedError if trials cannot be compared by them."""
        if metrics is not None and (reason := lacks(metrics, self._metric)):
            raise TrainingFailedError(reason)
        return metrics

    def _called(self) -> FunctionSession:
        state = None if self._state is None else state_of(self._state)  # a copy, as the function may change it
        job = replace(self._training.job(self.plan), hyperparameters=self.recipe.recipe.hyperparameters, state=state)
        self._changes = {}  # the new call gets all values
        self._session = self._code.session(job, self._log)
        return self._session

    def _end_session(self) -> None:
        if self._session is not None:
            self._session.close()
        self._session = None
        self._changes = {}

    def ended(self, *, now: bool) -> Epoch | None:
        """Return the last epoch with its ending if the training ends here, which `now` forces; else None."""
        if not self.epochs or self.lost(self.epochs[-1].metrics):
            return None
        planned = self.recipe.epochs
        trained = planned is not None and self.epoch >= planned
        if not (now or self._is_over or trained):
            return None
        if trained and not self._is_over:
            self._come_to_the_end()
        last = self.epochs[-1]
        return replace(last, ending=Ending(last.epoch, self._final or last.metrics, None))

    def ending_with(self, epoch: Epoch, go_back: Callable[[], None]) -> Ending:  # noqa: ARG002 (it keeps its models)
        """Return the ending with the metrics of an earlier epoch."""
        return Ending(epoch.epoch, epoch.metrics, None)

    def outcome(self, history: Sequence[Epoch], ending: Ending | None, seconds: float, remark: str) -> Outcome:
        """Return the outcome of the trial from its epochs; without an `ending` it was stopped."""
        self._end_session()
        lost = self.lost(history[-1].metrics) if history else ""
        if ending is None:
            status, metrics = Status.STOPPED, {} if lost or not history else history[-1].metrics
        else:
            status, metrics = Status.COMPLETE if ending.metrics else Status.DIVERGED, ending.metrics
        said = lost_in(lost, len(history)) if status == Status.DIVERGED else ""
        message = "; ".join(filter(None, (remark, said)))
        return outcome_of_epochs(
            self.plan, self._training.ranking, history, status, metrics, seconds, message, self._log.text
        )

    def snapshot(self) -> OwnSnapshot:
        """The state at the end of the last epoch."""
        metrics = self.epochs[-1].metrics if self.epochs else {}
        return OwnSnapshot(self.epoch, self.recipe.recipe, metrics, self._state)

    def snapshot_of(self, arrays: dict[str, Array], about: dict[str, Any]) -> OwnSnapshot:
        """Return the snapshot that was saved as these arrays and values."""
        return OwnSnapshot.of(arrays, about)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Turn an error in the `with` block into TrainingFailedError with the sentence and log of a failed trial."""
        try:
            yield
        except Exception as error:  # the user's code may raise anything
            self._log.write(traceback_of(error))
            raise TrainingFailedError(sentence_of(error), self._log.text) from error
