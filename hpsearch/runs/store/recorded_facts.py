"""What a run has recorded about itself beside its trials, as the search and its readers know it."""

from pathlib import Path
from typing import Any

from hpsearch.runs.store import keys
from hpsearch.trials.data_facts import DataFacts, LateFacts
from hpsearch.trials.ensembles import EnsembleRecord
from hpsearch.trials.outcomes import Settings
from hpsearch.trials.taken_over import OutsideTrial


class RecordedFacts:
    """Values of the table meta of run.db; None or empty in runs of earlier versions, which recorded fewer."""

    def _value_or_none(self, key: str) -> Any:
        """Return the value of `key`; None if there is none."""
        raise NotImplementedError

    @property
    def stated_config(self) -> tuple[str, Path] | None:
        """The text of the config file, and its folder; None if there was no file, and in runs of earlier versions."""
        stated = self._value_or_none(keys.STATED)
        return None if stated is None else (stated["text"], Path(stated["folder"]))

    @property
    def overridden(self) -> frozenset[str]:
        """The config keys that the command line has overridden; empty in runs of earlier versions."""
        return frozenset(self._value_or_none(keys.OVERRIDDEN) or ())

    @property
    def earlier_winner(self) -> OutsideTrial | None:
        """The winner of the run whose trials were taken over; None if that is not recorded."""
        stored = self._value_or_none(keys.EARLIER_WINNER)
        return OutsideTrial(*stored) if stored else None

    @property
    def outside(self) -> list[OutsideTrial] | None:
        """The trials of an earlier run whose settings are outside of the ranges; None if no such are recorded."""
        known = self._value_or_none(keys.OUTSIDE)
        return None if known is None else [OutsideTrial(settings, cost) for settings, cost in known]

    @property
    def diverged_outside(self) -> list[Settings]:
        """The settings of trials of an earlier run that diverged outside of the ranges, also with fewer epochs."""
        return list(self._value_or_none(keys.DIVERGED_OUTSIDE) or ())

    @property
    def completed_shorter(self) -> list[Settings]:
        """The settings of trials of an earlier run that completed outside of the ranges, with fewer epochs."""
        return list(self._value_or_none(keys.COMPLETED_SHORTER) or ())

    @property
    def seconds_of_rounds(self) -> float | None:
        """Seconds of the rounds if the time limit decided their number; None in other searches."""
        used = (self._value_or_none(keys.BUDGET) or {}).get("used")
        return float(used) if used else None

    @property
    def saved_model(self) -> int | None:
        """Number of the trial whose model is in best.safetensors; None if that is not recorded."""
        saved: int | None = self._value_or_none(keys.SAVED_MODEL)
        return saved

    @property
    def data_facts(self) -> DataFacts | None:
        """The facts that the run recorded about its data; None in runs of earlier versions."""
        return DataFacts.of(self._value_or_none(keys.DATA_FACTS))

    @property
    def late_facts(self) -> LateFacts | None:
        """The facts measured at the end of the search; None before, and in runs of earlier versions."""
        return LateFacts.of(self._value_or_none(keys.LATE_FACTS))

    @property
    def ensemble(self) -> EnsembleRecord | None:
        """The record of the run's ensemble; None if it has none."""
        known = self._value_or_none(keys.ENSEMBLE)
        return None if known is None else EnsembleRecord.of(known).of_run(self.saved_model)
