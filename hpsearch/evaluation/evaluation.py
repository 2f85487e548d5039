"""The result of an evaluation: stored with the run, printed, and returned to Python."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from hpsearch.metrics import metric_named
from hpsearch.records import Record, field
from hpsearch.text.counting import how_many
from hpsearch.trials.baselines import baseline_words
from hpsearch.trials.ensembles import ensemble_words, refit_words
from hpsearch.trials.table import Table, short

if TYPE_CHECKING:
    import pandas as pd

OWN_COLUMNS = ("value", "low", "high", "dev")
"""Columns of the model in a table of metrics; the last one only if there are dev metrics."""


def baseline_columns(table: Table) -> tuple[str, ...]:
    """Return the columns of baselines in a table of metrics."""
    return tuple(name for name in table.header[1:] if name not in OWN_COLUMNS)


class Evaluation(Record):
    """A model evaluated on `rows` labelled rows: those of the test part, or of the file `source`.

    `tables` are `metrics`, with 95 % intervals; for classes `classes`, `confusion` and `calibration`; for numbers
    `residuals` and `worst`, and for several targets `targets`. `looks` is how often the test part was looked at, this
    time included. `judged` is the model in words: the network of `trial`, or the run's ensemble, whose winner is
    `trial`. The model averages so many `networks`, of which `refit` were trained on train and dev together.
    `checksum` is the SHA-256 of the file with the run's model; empty for a trial that was asked for by its number.
    `about_probabilities` is a sentence on probabilities that are not those of the rows, empty for others.
    """

    trial: int
    judged: str
    source: str
    rows: int
    looks: int
    tables: Mapping[str, Table] = field(default_factory=dict)
    networks: int = 1
    refit: int = 0
    checksum: str = ""
    about_probabilities: str = ""

    @property
    def metrics(self) -> "pd.DataFrame":
        """One row per metric: its value with its interval, beside those of the dev part and the baselines."""
        return self.frame("metrics")

    def frame(self, name: str) -> "pd.DataFrame":
        """Return one of the tables as a DataFrame."""
        import pandas as pd  # noqa: PLC0415 (0.4 s; the command line needs none)

        table = self.tables[name]
        return pd.DataFrame(list(table.rows), columns=list(table.header))

    @property
    def headline(self) -> str:
        """A sentence that names the model and the rows."""
        count = how_many(self.rows, "row")
        if self.source != "test":
            return f"{self.judged} on {count} of {self.source}"
        times = "once" if self.looks == 1 else f"{self.looks} times"
        return f"{self.judged} on the {count} of the test part, which was looked at {times}"

    @property
    def behind(self) -> str:
        """A sentence that names the baselines with a better search metric on these rows; empty if there are none."""
        table = self.tables["metrics"]
        if not table.rows:
            return ""
        first = dict(zip(table.header, table.rows[0], strict=True))
        name, value = first["metric"], first["value"]
        sign = -1 if metric_named(name).maximize else 1
        better = {
            baseline: first[baseline]
            for baseline in baseline_columns(table)
            if first[baseline] is not None and sign * first[baseline] < sign * value
        }
        known = " and ".join(f"{baseline_words(each)} ({short(other)})" for each, other in better.items())
        return f"{self.judged} is behind {known} in {name} ({short(value)})" if better else ""

    @property
    def trained_on_more(self) -> str:
        """That the model has learnt the dev rows, too, and the baselines have not, in a sentence; empty if not so."""
        if not self.refit or not baseline_columns(self.tables["metrics"]):
            return ""
        part = f"{self.refit} of the {self.networks} networks were" if self.refit < self.networks else "the model was"
        return f"{part} trained on train and dev together, the baselines on the training part alone"

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is said above the tables."""
        said = (self.headline, self.behind, self.trained_on_more, self.about_probabilities)
        return tuple(filter(None, said))

    def __repr__(self) -> str:
        return "\n".join([*self.sentences, self.metrics.to_string(index=False)])

    def as_json(self) -> dict[str, Any]:
        """Return the evaluation as JSON values."""
        tables = {name: {"header": table.header, "rows": table.rows} for name, table in self.tables.items()}
        return {
            "trial": self.trial,
            "judged": self.judged,
            "source": self.source,
            "rows": self.rows,
            "looks": self.looks,
            "networks": self.networks,
            "refit": self.refit,
            "checksum": self.checksum,
            "about_probabilities": self.about_probabilities,
            "tables": tables,
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Self:
        """Return the evaluation from the result of `as_json`."""
        tables = {
            name: Table(tuple(table["header"]), tuple(map(tuple, table["rows"])))
            for name, table in found["tables"].items()
        }
        networks, refit = found.get("networks", 1), found.get("refit", 0)
        refit = networks if refit is True else int(refit)  # the first looks with refit say whether, not how many
        words = ensemble_words(networks) if networks > 1 else f"trial {found['trial']}"
        return cls(
            found["trial"],
            found.get("judged") or words + refit_words(refit, networks),
            found["source"],
            found["rows"],
            found["looks"],
            tables,
            networks,
            refit,
            found.get("checksum", ""),
            found.get("about_probabilities", ""),
        )
