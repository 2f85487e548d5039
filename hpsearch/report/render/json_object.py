"""A report as one JSON object: the sections about all runs, and an object for each run."""

from collections.abc import Mapping
from typing import Any

from hpsearch.report.building import Report
from hpsearch.report.render.formats import as_json, records
from hpsearch.report.section import Section
from hpsearch.trials.table import Table


def as_json_object(report: Report) -> str:
    """Return an object: the sections about all runs by key, then `runs`, each with its `run` folder and sections."""
    about_all: dict[str, Any] = {}
    by_run: dict[str, dict[str, Any]] = {run: {"run": run} for run in report.runs}
    for section in report.sections:
        target = by_run[section.run] if section.run else about_all
        target.update({key: _plain(value) for key, value in _data(section).items()})
    return as_json({**about_all, "runs": list(by_run.values())})


def _data(section: Section) -> Mapping[str, Any]:
    if section.data is not None:
        return section.data
    tables = [listing.table for listing in section.tables]
    return {section.name: {"sentences": list(section.sentences), "tables": [records(table) for table in tables]}}


def _plain(value: Any) -> Any:
    return records(value) if isinstance(value, Table) else value
