"""What runs in a worker of a Ray cluster. Ray sends it there by value, so it also runs where hpsearch is missing."""

from typing import Any


class RayWorker:
    """A process that Ray keeps for this search. All imports are inside: at its start there may be no hpsearch."""

    def __init__(self) -> None:
        self._reference: Any = None
        self._training: Any = None

    def about(self) -> tuple[str, dict[str, str] | Exception]:
        """The name of this process, and what its bits depend on, or why hpsearch cannot say so."""
        from os import getpid  # noqa: PLC0415 (see the class)

        import ray  # noqa: PLC0415

        name = f"process {getpid()} on {ray.util.get_node_ip_address()}"
        try:
            from hpsearch.runs.environment import environment  # noqa: PLC0415

            return name, environment()
        except Exception as error:  # noqa: BLE001 (another version of hpsearch there may raise anything; it is told)
            return name, error

    def train(self, plans: bytes, references: list[Any]) -> bytes:
        """Train a cohort, pickled, with the training of which `references` has the only one; its results, pickled.

        An error that is no trial's is returned in their place. Pickled, because arrays that come through Ray itself
        cannot be written to, and keep their place in its store as long as they live.
        """
        import pickle  # noqa: PLC0415

        try:
            from hpsearch.workers.cluster.cohort import train_cohort  # noqa: PLC0415

            told: object = train_cohort(self._held(references[0]), pickle.loads(plans))  # noqa: S301 (our own)
        except Exception as error:  # noqa: BLE001 (an error of any kind is raised where it is told)
            told = error
        return pickle.dumps(told, protocol=5)

    def _held(self, reference: Any) -> Any:
        """The training, read once; its arrays are those of the node's store, not copies."""
        import pickle  # noqa: PLC0415

        import ray  # noqa: PLC0415

        if self._reference != reference:
            frame, arrays = ray.get(reference)
            self._training = pickle.loads(frame, buffers=arrays)  # noqa: S301 (our own)
            self._reference = reference
        return self._training
