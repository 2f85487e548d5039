"""The screen as a terminal application: opening and closing."""

import os
import signal
from asyncio import get_running_loop, wait_for
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType

from hpsearch.panda.view import View
from hpsearch.screen.dialogs import Dialog
from hpsearch.screen.watching import Watching

_PATIENCE = 2.0
"""Seconds that a typed key waits for a dialog to open."""


class PandaScreen(App[str]):
    """The application; returns `left` if the training continues, `stopped`, or `over` if it had ended before."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys, "leave", show=False, priority=True, system=True) for keys in ("ctrl+c", "ctrl+q")
    ]

    def __init__(self, view: View) -> None:
        plain = "NO_COLOR" in os.environ
        super().__init__(ansi_color=True if plain else None)
        if plain:
            self.theme = "ansi-dark"  # the terminal's own colours
        self.watching = Watching(view)

    def on_mount(self) -> None:
        """Show the run; close as on leaving if the terminal closes or the process gets a signal."""
        self.push_screen(self.watching)
        for ended_by in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            get_running_loop().add_signal_handler(ended_by, self.exit, "left")

    async def on_event(self, event: events.Event) -> None:
        """Delay a key that was typed ahead until the dialog for it is open."""
        if isinstance(event, events.Key) and isinstance(self.screen, Dialog):
            with suppress(TimeoutError):
                await wait_for(self.screen.opened.wait(), _PATIENCE)
        await super().on_event(event)

    def action_leave(self) -> None:
        """Ask whether the training is to continue."""
        self.watching.leave()


def open_screen(folder: Path) -> str:
    """Open the screen on a run until the user closes it; return the state of the training.

    Raises UsageError if there is no run, StorageError if it cannot be read.
    """
    with View(folder) as view:
        screen = PandaScreen(view)
        became = screen.run()
        if screen.watching.failed is not None:
            raise screen.watching.failed
        return became or "left"
