"""The code that runs in a Ray worker. Ray sends it by value, so it also runs where hpsearch is not installed."""

from typing import Any


class RayWorker:
    """A Ray actor of this search. All imports are inside methods, as hpsearch may not be installed there."""

    def __init__(self) -> None:
        self._reference: Any = None
        self._training: Any = None

    def about(self) -> tuple[str, dict[str, str] | Exception]:
        """Return the name of this process, and its environment, or the error that prevents reading it."""
        from os import getpid  # noqa: PLC0415 (see the class)

        import ray  # noqa: PLC0415

        name = f"process {getpid()} on {ray.util.get_node_ip_address()}"
        try:
            from hpsearch.runs.environment import environment  # noqa: PLC0415

            return name, environment()
        except Exception as error:  # noqa: BLE001 (another version of hpsearch may raise anything; it is reported)
            return name, error

    def train(self, plans: bytes, references: list[Any]) -> bytes:
        """Train a pickled cohort with the training in `references`, a list of one; return its pickled results.

        An error of the worker itself is returned in their place. Pickling is necessary because arrays sent by Ray
        itself are read-only, and keep their memory in its store while they exist.
        """
        import pickle  # noqa: PLC0415

        try:
            from hpsearch.workers.cluster.cohort import train_cohort  # noqa: PLC0415

            told: object = train_cohort(self._held(references[0]), pickle.loads(plans))  # noqa: S301 (our own)
        except Exception as error:  # noqa: BLE001 (raised in the main process)
            told = error
        return pickle.dumps(told, protocol=5)

    def _held(self, reference: Any) -> Any:
        """Return the training, read once; its arrays are in the node's object store, not copied."""
        import pickle  # noqa: PLC0415

        import ray  # noqa: PLC0415

        if self._reference != reference:
            frame, arrays = ray.get(reference)
            self._training = pickle.loads(frame, buffers=arrays)  # noqa: S301 (our own)
            self._reference = reference
        return self._training
