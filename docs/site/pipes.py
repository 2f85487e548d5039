r"""Makes code with a pipe in a table one cell of the site, too.

GitHub reads `\|` in a table as a pipe, in code as elsewhere; Markdown in Python keeps the backslash in code. So such
code is written as HTML, in which each sign that Markdown could read is a number.
"""

import re
from typing import Any

CODE = re.compile(r"`([^`\n]*\\\|[^`\n]*)`")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Write the code in tables that has a pipe as HTML."""
    return "".join(CODE.sub(as_html, line) if line.startswith("|") else line for line in markdown.splitlines(True))


def as_html(found: re.Match[str]) -> str:
    r"""The code as HTML.

    >>> as_html(CODE.search(r"`[a\|b]`"))
    '<code>&#91;a&#124;b&#93;</code>'
    """
    code = found[1].replace(r"\|", "|")
    return f"<code>{''.join(each if each.isalnum() or each == ' ' else f'&#{ord(each)};' for each in code)}</code>"
