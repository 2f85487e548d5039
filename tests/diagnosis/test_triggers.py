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


def test_the_limits_are_those_of_the_notes():
    """Two points, or half of it (notes §IV)."""
    assert (Thresholds().points, Thresholds().half) == (0.02, 0.5)
