"""The documents cannot rot: what they name is there, and what the code cites of them is there too."""

import re
from runpy import run_path

import pytest

from tests.pages import ROOT

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
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "benchmarks/README.md")),
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "experiments").glob("*.md"),
]


def links(page):
    """The places in the repository that a page links to, each with the heading there that is meant, if one is."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" not in target:
            path, _, heading = target.partition("#")
            yield (page.parent / path if path else page), heading


def anchors(page):
    """What its headings are linked to by."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_to_a_heading_in_it(page):
    assert [str(path) for path, _ in links(page) if not path.exists()] == []
    assert [(str(path), heading) for path, heading in links(page) if heading and heading not in anchors(path)] == []


def test_every_page_is_in_the_contents_of_the_site_once():
    """README.md is its first page; what is in docs/ has its path from there, other documents that from the top."""
    listed = re.findall(r"([\w./-]+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    pages = (page.relative_to(ROOT).as_posix().removeprefix("docs/") for page in PAGES)
    assert sorted(listed) == sorted("index.md" if page == "README.md" else page for page in pages)


def test_the_readme_can_be_read_at_a_sitting():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 200


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_code_with_a_pipe_in_a_table_has_no_backslash_on_the_site(page):
    """What GitHub reads as a pipe, the site's Markdown reads as a backslash and a pipe, where it is in code."""
    made = run_path(str(ROOT / "docs" / "site" / "pipes.py"))["on_page_markdown"](page.read_text(encoding="utf-8"))
    rows = [line for line in made.splitlines() if line.startswith("|")]
    assert [code for row in rows for code in re.findall(r"`[^`]*`", row) if r"\|" in code] == []
    if page.name == "commands.md":
        assert "<code>&#45;&#45;mode &#91;caviar&#124;panda&#93;</code>" in made


def test_the_site_is_made_with_what_mends_pipes():
    assert "docs/site/pipes.py" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
