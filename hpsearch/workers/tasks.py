"""Tasks for workers, and how they are retried when a worker dies."""

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from hpsearch.errors import WorkerError
from hpsearch.records import Record

if TYPE_CHECKING:  # workers start while this process still imports these
    from hpsearch.training.objective import Plan, Plans, Result


class Task(Record):
    """A cohort to train, and the number of workers that died while training it."""

    plans: tuple["Plan[Any]", ...]
    deaths: int = 0


class Waiting:
    """The tasks that no worker has yet: first the retried ones, then one for each of the `cohorts`.

    An empty cohort means that the next one needs more results first.
    """

    def __init__(self, cohorts: Iterable["Plans"]) -> None:
        self._cohorts = iter(cohorts)
        self._tasks = deque[Task]()

    def __bool__(self) -> bool:
        """Whether there is a task now."""
        if not self._tasks and (cohort := next(self._cohorts, ())):
            self._tasks.append(Task(tuple(cohort)))
        return bool(self._tasks)

    def take(self) -> Task:
        """Return the next task; there must be one."""
        return self._tasks.popleft()

    def put_back(self, *tasks: Task) -> None:
        """Put tasks before all others."""
        self._tasks.extendleft(tasks)


def again(task: Task) -> list[Task]:
    """Return the retries after a worker died at `task`: first the whole task, then each plan alone, then nothing."""
    deaths = task.deaths + 1
    if deaths == 1:
        return [Task(task.plans, deaths)]
    return [Task((plan,), deaths) for plan in task.plans] if deaths == 2 else []


def failed_at(task: Task, happened: str) -> list["Result"]:
    """Return the results of a task at which three workers died; `happened` says how, e.g. "were killed by ..."."""
    from hpsearch.training.results import failed  # noqa: PLC0415 (rarely needed)

    why = WorkerError(f"three workers in a row {happened} at this trial")
    return [failed(plan, why) for plan in task.plans]
