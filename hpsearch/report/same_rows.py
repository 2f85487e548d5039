"""Find runs that were judged on the same rows, so that their values can be compared."""

from collections.abc import Sequence

from hpsearch.runs.run import Run
from hpsearch.trials.input_views import fingerprints, of_same_rows


def are_on_same_rows(one: Run, other: Run) -> bool:
    """Whether two runs were judged on the same rows, whatever their inputs are.

    Runs of earlier versions did not record these; of such runs the views of the data that both have are compared.
    """
    first, second = (run.data_facts.judged_on if run.data_facts else "" for run in (one, other))
    if first and second:
        return first == second
    found = [fingerprints(run.meta("data"), run.meta("config").get("data", {})) for run in (one, other)]
    return of_same_rows(*found)


def on_same_rows(runs: Sequence[Run]) -> list[list[Run]]:
    """Group the runs that were judged by the same metric on the same rows."""
    groups: list[list[Run]] = []
    for run in runs:
        alike = (
            group
            for group in groups
            if group[0].ranking == run.ranking and any(are_on_same_rows(run, other) for other in group)
        )
        if (group := next(alike, None)) is not None:
            group.append(run)
        else:
            groups.append([run])
    return groups
