"""What mkdocs makes pages of: docs/, the other documents of the repository, and the code that these link to.

Links in a document are those of the repository, so that they work there. Here each is led to its page: README.md is the
first page, and a file of code is a page with its text.
"""

import re
from collections.abc import Iterator
from os.path import relpath
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.structure.files import File, Files, InclusionLevel

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
"""What is found without a link to it; the others are led to by links."""

LANGUAGES = {".py": "python", ".yaml": "yaml", ".json": "json"}
"""In which language a file of code is shown, by the end of its name; others are plain text."""

CODE = "---\nsearch: {{exclude: true}}\n---\n\n# {path}\n\n```{language}\n{text}\n```\n"
LINK = re.compile(r"(\]\()([^)\s:#]+)((?:#[^)\s]*)?\))")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def on_files(files: Files, config: Any) -> Files:
    """Add what the documents link to."""
    waiting = [*DOCUMENTS, *(f"docs/{file.src_uri}" for file in files.documentation_pages())]
    seen = set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        if files.get_file_from_path(uri_of(path)) is None:
            files.append(made(path, config))
        if path.endswith(".md"):
            waiting += targets(path)
    return files


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Lead the links of a document to pages."""
    path = path_of(page.file.src_uri)
    if not path.endswith(".md"):
        return markdown

    def led(found: re.Match[str]) -> str:
        target = beside(path, found[2])
        here = PurePosixPath(page.file.src_uri).parent
        return f"{found[1]}{relpath(uri_of(target), here)}{found[3]}"

    return "".join(part if fenced else LINK.sub(led, part) for part, fenced in parts(markdown))


def made(path: str, config: Any) -> File:
    """A file of the repository as one of the site."""
    uri, place = uri_of(path), ROOT / path
    if not uri.startswith("code/"):
        return File.generated(config, uri, abs_src_path=str(place))
    if place.is_dir():
        language, text = "text", "\n".join(sorted(each.name for each in place.iterdir() if each.name[0] not in "._"))
    else:
        language, text = LANGUAGES.get(place.suffix, "text"), place.read_text(encoding="utf-8").rstrip()
    page = CODE.format(path=path, language=language, text=text)
    return File.generated(config, uri, content=page, inclusion=InclusionLevel.NOT_IN_NAV)


def uri_of(path: str) -> str:
    """Where a file of the repository is on the site."""
    if path == "README.md":
        return "index.md"
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    return path if PurePosixPath(path).suffix in {".md", ".png", ".svg"} else f"code/{path}.md"


def path_of(uri: str) -> str:
    """Which file of the repository a page is made of."""
    if uri == "index.md":
        return "README.md"
    if uri.startswith("code/"):
        return uri.removeprefix("code/").removesuffix(".md")
    return f"docs/{uri}" if (ROOT / "docs" / uri).exists() else uri


def targets(path: str) -> Iterator[str]:
    """The files of the repository that a document links to."""
    for part, fenced in parts((ROOT / path).read_text(encoding="utf-8")):
        if not fenced:
            yield from (beside(path, link) for _, link, _ in LINK.findall(part))


def beside(path: str, link: str) -> str:
    """The file that a link leads to, from the top of the repository."""
    return (ROOT / path).parent.joinpath(link).resolve().relative_to(ROOT).as_posix()


def parts(markdown: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a block of code."""
    end = 0
    for block in FENCE.finditer(markdown):
        yield markdown[end : block.start()], False
        yield block[0], True
        end = block.end()
    yield markdown[end:], False
