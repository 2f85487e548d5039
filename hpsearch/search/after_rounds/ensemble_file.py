"""The file of a search's ensemble and its record, which are written one after the other."""

from hpsearch.errors import UsageError
from hpsearch.models.ensemble import Ensemble
from hpsearch.models.loading import load_model
from hpsearch.records import replace
from hpsearch.runs.store.disk.ours import check_ours
from hpsearch.runs.store.keys import COMING_ENSEMBLE, COMPARED
from hpsearch.search.context import SearchContext
from hpsearch.trials.ensembles import EnsembleRecord

ENSEMBLE_FILE = "ensemble.safetensors"


def write_refit(context: SearchContext, ensemble: Ensemble, record: EnsembleRecord) -> EnsembleRecord:
    """Replace the file by the refitted networks, and then its record, which is returned. Raises StorageError.

    The record is announced before the file is replaced, so that `take_up` finds it after an interruption.
    """
    check_ours(context.folder, [ENSEMBLE_FILE])
    record = replace(record, sha256=ensemble.packed[1])
    context.database.change(COMING_ENSEMBLE, record.as_json())
    ensemble.save(context.folder / ENSEMBLE_FILE)
    _store(context, record)
    return record


def take_up(context: SearchContext) -> None:
    """Store the announced record if the search was interrupted after its file was written. Raises StorageError."""
    coming, known = context.database.coming_ensemble, context.database.ensemble
    if coming is None or (known is not None and known.sha256 == coming.sha256):
        return
    try:
        load_model(context.folder / ENSEMBLE_FILE, coming.sha256)
    except UsageError:
        return
    _store(context, coming)


def _store(context: SearchContext, record: EnsembleRecord) -> None:
    """Store the record of refitted networks; comparisons are of the networks before, so they remain valid."""
    before, judged = context.database.ensemble, context.database.compared
    if before is not None and before.averages and judged.get("sha256") == before.sha256:
        context.database.change(COMPARED, {**judged, "sha256": record.sha256})
    context.database.record_ensemble(record)
