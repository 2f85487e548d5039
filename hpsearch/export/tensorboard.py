"""Export the trials of a run for TensorBoard: their curves and the table of the HParams tab."""

import tarfile
from collections.abc import Iterator
from io import BytesIO

from hpsearch.export import ExportRequest, check_packages
from hpsearch.runs.run import Run
from hpsearch.runs.trained_model import chosen_trial


class TensorboardFormat:
    """An archive with a folder and an event file for each trial, and one event file for the whole search."""

    name = "tensorboard"
    gives = "all trials, or the one of --trial, as a tar archive of a log folder (needs the extra tensorboard)"

    def content(self, run: Run, request: ExportRequest) -> bytes:
        """Return the archive, with a folder for each trial. Raises UsageError if tensorboard is not installed."""
        check_packages(self.name, "tensorboard", "tensorboard")
        from hpsearch.export._tensorboard.events import event_files  # noqa: PLC0415 (tensorboard is an extra)

        chosen = sorted(run.outcomes, key=lambda outcome: outcome.number)
        if request.trial is not None:
            chosen = [chosen_trial(run, request.trial)]
        return _archive(event_files(run, chosen))


def _archive(files: Iterator[tuple[str, float, bytes]]) -> bytes:
    """Return a tar archive of files, each with its name, modification time and content."""
    archive = BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for name, written, content in files:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = len(content), int(written)
            tar.addfile(entry, BytesIO(content))
    return archive.getvalue()
