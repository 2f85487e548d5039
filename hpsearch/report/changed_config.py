"""The differences between the configs of two steps of a loop, with the findings that led to them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from hpsearch.config import config_from
from hpsearch.diagnosis.changes import config_with
from hpsearch.report.reported_step import ReportedStep
from hpsearch.report.sections.comparison import differing_keys
from hpsearch.trials.table import short

_NO_ADVICE = {"search.start", "search.time_limit"}
"""The keys that the loop itself sets in each config."""


def changes_between(step: ReportedStep, following: ReportedStep | None) -> Iterator[tuple[str, str]]:
    """Yield the changes in the following step's config, with their findings; without one, the advised changes."""
    if following is None:
        yield from step.advised_next
        return
    advice = [(change, (str(change), finding.label)) for change, finding in step.advice]
    config = step.evidence.config
    proposed = config_from(config_with(config.as_dict(), [change for change, _ in advice]), config.folder, config.name)
    expected, stated = json.loads(json.dumps(proposed.as_dict())), following.run.meta("config")
    for key, before, after in differing_keys([step.run, following.run]).rows:
        found = [told for change, told in advice if f"{change.key}.".startswith(f"{key}.")]
        if key not in _NO_ADVICE:
            as_proposed = found and _at(expected, key) == _at(stated, key)
            yield from found if as_proposed else [(f"{key}: {short(before)} → {short(after)}", "by hand")]


def _at(config: Mapping[str, Any], key: str) -> Any:
    section, _, name = key.partition(".")
    return config.get(section, {}).get(name)
