"""The sentences of `check` on the phases of a search after its rounds."""

from hpsearch.search.budget import KEPT, kept_share
from hpsearch.search.prepare import Prepared, networks


def kept_for(prepared: Prepared) -> str:
    """What the rest of the time is for, as a clause."""
    share = "up to a third" if kept_share(prepared.config) > KEPT else "up to a fifth"
    return f"{share} of it is kept to retrain the best"


def refitting(prepared: Prepared) -> str:
    """Return a sentence on the refitting of the model's networks; empty if there is none."""
    config = prepared.config
    if not config.search.refit or config.search.mode == "panda" or config.objective is not None:
        return ""
    from hpsearch.search.after_rounds.refitting import why_not  # noqa: PLC0415 (only with search.refit)

    told = why_not(networks(prepared))
    return told or "at last the networks of the model are trained again on the rows of train and dev together"
