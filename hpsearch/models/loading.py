"""Load a model of one or several networks."""

from pathlib import Path

from hpsearch.models.ensemble import Ensemble
from hpsearch.models.model import Model


def load_model(path: Path, checksum: str | None = None) -> Model | Ensemble:
    """Load the model in a file. Raises UsageError if it is missing or damaged, or has another checksum."""
    from hpsearch.models.file_forms import EnsembleAbout  # noqa: PLC0415 (pydantic; not every command needs it)
    from hpsearch.models.model_file import with_checksum  # noqa: PLC0415 (as above)

    file = with_checksum(path, checksum)
    if isinstance(file.about, EnsembleAbout):
        return Ensemble.of(file.arrays, file.about, path)
    return Model.of(file.arrays, file.about, path)
