"""docs/diagnosis.md says what the code does."""

from hpsearch.diagnosis.advice import FINDINGS
from hpsearch.diagnosis.thresholds import Thresholds
from tests.diagnosis.triggers import DOCUMENT, documented


def test_the_document_has_the_table_of_all_findings():
    """`python -m tests.diagnosis.triggers` writes it anew."""
    assert documented() in DOCUMENT.read_text(encoding="utf-8")


def test_no_two_findings_stand_in_one_place():
    places = [(kind.phase, kind.place) for kind in FINDINGS.values()]
    assert len(set(places)) == len(places)


def test_a_finding_is_in_the_folder_of_its_phase():
    folders = {name: type(kind).__module__.split(".")[-2] for name, kind in FINDINGS.items()}
    assert folders == {name: kind.phase.name.lower() for name, kind in FINDINGS.items()}


def test_the_limits_are_those_of_the_notes():
    """Two points, or half of it (notes §IV)."""
    assert (Thresholds().points, Thresholds().half) == (0.02, 0.5)
