"""Read a run a few times a second, show it, and send the changes that the user requests by keys."""

from collections.abc import Callable
from time import monotonic
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from hpsearch.errors import HpsearchError, UsageError
from hpsearch.panda.changes import parse
from hpsearch.panda.view import View, send_all
from hpsearch.screen import questions
from hpsearch.screen.braille import StyledText
from hpsearch.screen.chart import chart
from hpsearch.screen.curves import curves, marks, quantities, rates
from hpsearch.screen.dialogs import Dialog
from hpsearch.screen.figures import column, figures
from hpsearch.screen.footer import Keys
from hpsearch.screen.happened import Refused, happened
from hpsearch.screen.keys import KEYS
from hpsearch.screen.situation import OVER, headline, proposed, state, verdict
from hpsearch.text.visible import visible_line
from hpsearch.trials.interventions import Intervention
from hpsearch.trials.story import smoothing_span

REFRESH = 0.25
"""Seconds between two reads of the run."""

REDRAW = 1.0
"""Seconds between two drawings of curves that have only grown."""

_PATIENCE = 10.0
"""Seconds that a trainer has to stop before the screen closes anyway."""

ZOOMS = (1, 4, 20)
"""Zoom levels: all epochs, the last fourth, or the last twentieth."""


class Watching(Screen[None]):
    """Shows a run while it trains."""

    DEFAULT_CSS = """
    Watching {
        #headline { height: 1; padding: 0 1; background: $boost; }
        #middle { height: 1fr; }
        #curves { height: 1fr; }
        #rates { display: none; height: 10; }
        #figures { width: 29; height: 1fr; padding: 0 1; }
        #verdict { height: auto; min-height: 2; max-height: 6; padding: 0 1; }
        #happened { height: 5; padding: 0 1; }
        &.-wide #figures { width: 36; }
        &.-roomy #rates { display: block; }
        &.-roomy #happened { height: 9; }
    }
    """
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 (textual's)
    VERTICAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-tight"), (36, "-roomy")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "app.leave", show=False),
        *(  # priority: each is handled before the next key, which may be for the dialog that this one opens
            Binding(key.key, key.action, show=False, priority=True) for key in KEYS if key.action != "leave"
        ),
    ]

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view
        self.failed: HpsearchError | None = None
        self._asked: dict[int, str] = {}
        self._refused: list[Refused] = []
        self._trial: int | None = None
        self._quantity = self._zoom = 0
        self._stopping: float | None = None
        self._leaving: Dialog | None = None
        self._about: tuple[Dialog, int] | None = None
        self._state = ""
        self._drawn: tuple[object, ...] = ()
        self._draw_again = 0.0
        self._filled: dict[str, list[list[StyledText]]] = {}

    def compose(self) -> ComposeResult:
        """Lay out from the top: header, curves beside values, verdict, changes, keys."""
        yield Static(id="headline", markup=False)
        with Horizontal(id="middle"):
            with Vertical():
                yield Static(id="curves", markup=False)
                yield Static(id="rates", markup=False)
            yield Static(id="figures", markup=False)
        yield Static(id="verdict", markup=False)
        yield Static(id="happened", markup=False)
        yield Keys()

    def on_mount(self) -> None:
        """Start to read the run at intervals."""
        self.set_interval(REFRESH, self._look)
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        """Redraw everything in the new size of the window."""
        self.call_after_refresh(self._show)

    @property
    def trial(self) -> int:
        """The displayed trial: the running one unless another was chosen."""
        return self.view.trial if self._trial is None else self._trial

    def _look(self) -> None:
        try:
            self._read()
        except HpsearchError as error:  # the run was deleted, or its disk is gone
            self.failed = error
            self.app.exit()

    def _read(self) -> None:
        news = self.view.refresh()
        if news:
            self._hear()
            self._close_if_over()
        if news or self._state != state(self.view):
            self._show()
        if self._stopping is not None and (not self.view.alive or monotonic() > self._stopping):
            self.app.exit("stopped" if not self.view.alive else "left")

    def _hear(self) -> None:
        """Read the answers to changes that were requested here, and keep the refusals."""
        for command in list(self._asked):
            answer = self.view.answer(command)
            if answer is None:
                continue
            change = self._asked.pop(command)
            if answer.refusal is not None:
                self._refuse(change, answer.refusal)

    def _refuse(self, change: str, reason: str) -> None:
        last = self.view.interventions[-1].id if self.view.interventions else 0
        self._refused.append(Refused(change, reason, last, self.view.trial))

    def _close_if_over(self) -> None:
        """Close a dialog about a trial that has ended meanwhile, and say so; not while another one is over it."""
        if self._about is None:
            return
        dialog, trial = self._about
        if dialog not in self.app.screen_stack:
            self._about = None
        elif (self.view.trial != trial or self.view.finished) and self.app.screen is dialog:
            self._about = None
            dialog.dismiss(())
            self._refuse("", f"trial {trial} has ended, so the dialog about it was closed")

    def _show(self) -> None:
        view, trial = self.view, self.trial
        self._state = state(view)
        self.query_one(Keys).over = self._state in OVER
        names = quantities(view, trial)
        quantity = names[self._quantity % len(names)]
        history = view.history(trial)
        last = history[-1].record.epoch if history else 1
        zoom = ZOOMS[self._zoom % len(ZOOMS)]
        first = max(1, last - last // zoom)
        seen = f"smoothed over {smoothing_span(len(history))} epochs{'' if first == 1 else f', from epoch {first} on'}"
        self._fill("#headline", [headline(view, trial, seen, self.size.width - 2)])
        mine = view.of_trial(trial)
        self._draw(quantity, first, mine)
        panel = self.query_one("#figures").size
        self._fill("#figures", column(figures(view, trial, panel.height), panel.width))
        self._fill("#verdict", [verdict(view)])
        below = self.query_one("#happened").size
        refused = [each for each in self._refused if each.trial == trial] if trial == view.trial else []
        pending = view.pending if trial == view.trial else []
        self._fill("#happened", happened(mine, pending, refused, below.width, below.height))

    def _draw(self, quantity: str, first: int, mine: list[Intervention]) -> None:
        """Draw the curves, which is slow: at once if the view has changed, else at intervals."""
        at, below = self.query_one("#curves").size, self.query_one("#rates").size
        of = (self.trial, quantity, self._zoom, len(mine), at, below, self._state)
        if of == self._drawn and monotonic() < self._draw_again:
            return
        self._drawn, self._draw_again = of, monotonic() + REDRAW
        marked = marks(mine, self.view.status.steps_per_epoch)
        drawn = curves(self.view, self.trial, quantity)
        self._fill("#curves", chart(quantity, drawn, marked, first, at.width, at.height))
        if below.height:
            lines = chart("rate", rates(self.view, self.trial), marked, first, below.width, below.height)
            self._fill("#rates", lines)

    def _fill(self, where: str, lines: list[list[StyledText]]) -> None:
        if self._filled.get(where) == lines:
            return
        self._filled[where] = lines
        self.query_one(where, Static).update(Content("\n").join(_content(line) for line in lines))

    def action_tell(self, *changes: str, trial: int | None = None) -> None:
        """Request changes of `trial`, or of the running one, all at the same step."""
        meant = self.view.trial if trial is None else trial
        try:
            self.view.refresh()
            if self.view.trial != meant:
                raise UsageError(f"trial {meant} is over")
            sent = send_all(
                self.view.folder, [parse(change, self.view.vocabulary) for change in changes], source="screen"
            )
            self._asked |= dict(zip(sent, changes, strict=True))
            self.view.refresh()
        except HpsearchError as error:
            for change in changes:
                self._refuse(change, str(error).removeprefix(f"{self.view.folder}: "))  # the screen shows one run
        self._show()

    def _tell_answer(self, dialog: Dialog) -> None:
        """Open a dialog, and send its answer to the displayed trial."""
        trial = self.view.trial
        self._open(dialog, lambda answer: self.action_tell(*answer, trial=trial) if answer else None)

    def _open(self, dialog: Dialog, then: Callable[[tuple[str, ...] | None], None]) -> None:
        """Open a dialog about the running trial; it is closed when that trial ends."""
        self._about = dialog, self.view.trial
        self.app.push_screen(dialog, then)

    def action_pause(self) -> None:
        """Pause the training, or resume it if it is paused."""
        self.action_tell("resume" if state(self.view) == "paused" else "pause")

    def action_ask(self, what: str) -> None:
        """Ask for a value, and send it."""
        self._tell_answer(questions.ask(self.view, what))

    def action_set(self) -> None:
        """Ask for a hyperparameter, then for its value."""
        trial = self.view.trial

        def chosen(answer: tuple[str, ...] | None) -> None:
            if answer and "=" in answer[0]:
                self.action_tell(*answer, trial=trial)
            elif answer:
                self.action_ask(answer[0])

        self._open(questions.ask_which(self.view), chosen)

    def action_roll_back(self) -> None:
        """Ask for an epoch, and roll back to it."""
        self._tell_answer(questions.ask_epoch(self.view))

    def action_finish(self) -> None:
        """Ask, and end the trial."""
        self._tell_answer(questions.ask_finish(self.view))

    def action_give_up(self) -> None:
        """Ask, and end the trial."""
        self._tell_answer(questions.ask_give_up(self.view))

    def action_go(self) -> None:
        """Make the proposed changes."""
        if words := proposed(self.view):
            self.action_tell(*words)

    def action_view(self) -> None:
        """Show the curve of the next metric."""
        self._quantity += 1
        self._show()

    def action_zoom(self) -> None:
        """Show the next shorter span of epochs, then again all."""
        self._zoom += 1
        self._show()

    def action_trial(self) -> None:
        """Show the previous trial; from the first trial, the running one."""
        self._trial = self.trial - 1 if self.trial else None
        self._show()

    def action_help(self) -> None:
        """Show the page that explains all keys."""
        self.app.push_screen(questions.help_page())

    def leave(self) -> None:
        """Close the screen; during a training, first ask whether it continues."""
        if not self.view.alive:
            self.app.exit("over")
        elif self._leaving not in self.app.screen_stack:  # over another dialog, which keeps what was typed
            self._leaving = questions.ask_leave()
            self.app.push_screen(self._leaving, self._leave)

    def _leave(self, answer: tuple[str, ...] | None) -> None:
        if answer == ("leave",):
            self.app.exit("left")
        elif answer == ("stop",):
            self._stopping = monotonic() + _PATIENCE
            self.action_tell("stop")


def _content(line: list[StyledText]) -> Content:
    """Return a line for textual without markup from data, with control characters as escapes."""
    return Content.assemble(*((visible_line(text), style) for text, style in line))
