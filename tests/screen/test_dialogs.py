"""Dialogs draw text from data as it is: nothing in it is markup, and nothing acts on the terminal."""

import asyncio

import pytest
from textual.app import App

from hpsearch.panda.changes import parse
from hpsearch.screen.dialogs import AnswerOption, Ask, Choose, Page, Pick

HOSTILE = "a[b]\x1b]0;x\x07[red]\u202e[/2]"
SHOWN = r"a[b]\x1b]0;x\x07[red]\u202e[/2]"

DIALOGS = {
    "title of a question": (lambda: Ask(HOSTILE, "", str, parse), ""),
    "hint": (lambda: Ask("t", HOSTILE, str, parse), ""),
    "refusal": (lambda: Ask("t", "", lambda _typed: HOSTILE, parse), "enter"),
    "question": (lambda: Choose("t", HOSTILE, [AnswerOption("y", "yes", "y")]), ""),
    "answer": (lambda: Choose("t", "", [AnswerOption("y", HOSTILE, "y")]), ""),
    "head": (lambda: Pick("t", HOSTILE, [("a", "a")], parse), ""),
    "line": (lambda: Pick("t", "", [("a", HOSTILE)], parse), ""),
    "placeholder": (lambda: Pick("t", "", [("a", "a")], parse, also=HOSTILE), ""),
    "title of a page": (lambda: Page(HOSTILE, ""), ""),
    "page": (lambda: Page("t", HOSTILE), ""),
}


async def drawn(dialog, key: str) -> str:
    """What a terminal shows of a dialog, after a key."""
    app = App()
    async with app.run_test(size=(100, 24)) as pilot:
        await app.push_screen(dialog)
        await pilot.pause()
        if key:
            await pilot.press(key)
            await pilot.pause()
        return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


@pytest.mark.parametrize(("make", "key"), DIALOGS.values(), ids=DIALOGS)
def test_a_dialog_shows_text_from_data_as_it_is(make, key):
    text = asyncio.run(drawn(make(), key))
    assert SHOWN in text
    assert all(line.isprintable() for line in text.splitlines())
