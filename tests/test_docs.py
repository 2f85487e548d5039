"""The documents cannot rot: what they name is there, and what the code cites of them is there too."""

import re

import pytest

from tests.readme import ROOT

NOTES = (ROOT / "docs" / "notes.md").read_text(encoding="utf-8")
NUMERAL = r"[IVX]+"


def numbers(text):
    """The sections that a heading or a citation names: "XIII to XV" and "XIII–XV" are three of them."""
    order = [roman(number) for number in range(1, 29)]
    found = set()
    for first, last in re.findall(rf"\b({NUMERAL})(?:(?: to |–)({NUMERAL}))?\b", text):
        start, end = order.index(first), order.index(last or first)
        found |= set(order[start : end + 1])
    return found


def roman(number):
    tens, ones = divmod(number, 10)
    return "X" * tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]


SECTIONS = set().union(*(numbers(heading) for heading in re.findall(r"^## (.+?)\. ", NOTES, re.MULTILINE)))


def test_the_notes_have_their_28_sections():
    assert {roman(number) for number in range(1, 29)} == SECTIONS


def test_every_section_that_the_code_cites_is_in_the_notes():
    cited = set()
    for path in (ROOT / "hpsearch").rglob("*.py"):
        for citation in re.findall(rf"§({NUMERAL}(?:(?:–|, §?){NUMERAL})*)", path.read_text(encoding="utf-8")):
            cited |= numbers(citation)
    assert len(cited) > 15
    assert cited <= SECTIONS


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([a-z_]+/[\w/]*(?:\.py)?)`", NOTES))))
def test_every_path_in_the_notes_is_there(path):
    assert (ROOT / "hpsearch" / path).exists()


PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "experiments").glob("*.md"),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    assert [target for target in targets if target and not (page.parent / target).exists()] == []
