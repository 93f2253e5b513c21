"""The stream of one conversation on the page: lines are only ever added, and written anew only where marks changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.html import Html

from api.desk.pages.talk_lines import Line, written
from api.desk.pages.talk_marks import Mark
from api.desk.pieces import box
from casework.services.live import LiveMessage
from casework.services.ports import NoteRow


class Stream:
    """What was said, oldest first. `last_event` is the newest message shown."""

    def __init__(self, names: Mapping[str, str], *, day_only: bool) -> None:
        self.last_event = 0
        self.last_heard = 0
        """The newest message of the citizen."""
        self._names = names
        self._day_only = day_only
        self._marks: tuple[Mark, ...] = ()
        self._lines: list[Line] = []
        self._shown: list[Html] = []
        self._notes: set[int] = set()
        with box("div", "stream", tabindex="0", role="log", aria_live="polite", aria_label="对话内容") as self._box:
            pass

    @property
    def element(self) -> Element:
        """Where the lines stand."""
        return self._box

    def begin(self, messages: Sequence[LiveMessage], notes: Sequence[NoteRow], marks: Sequence[Mark]) -> None:
        """Shows what there is, notes where they were written."""
        self._marks = tuple(marks)
        waiting = list(notes)
        for message in messages:
            while waiting and waiting[0].at < message.at:
                self._note(waiting.pop(0))
            self._message(message)
        for note in waiting:
            self._note(note)

    def add(self, messages: Sequence[LiveMessage]) -> bool:
        """Adds what is new; whether the citizen said any of it."""
        before = self.last_heard
        for message in messages:
            self._message(message)
        return self.last_heard > before

    def add_notes(self, notes: Sequence[NoteRow]) -> None:
        """Adds notes that are new."""
        for note in notes:
            self._note(note)

    def mark(self, marks: Sequence[Mark]) -> None:
        """Marks the matters anew."""
        if tuple(marks) == self._marks:
            return
        self._marks = tuple(marks)
        for at, line in enumerate(self._lines):
            if line.who == "citizen":
                self._shown[at].set_content(self._html(line, self._lines[at - 1] if at else None))

    def _message(self, message: LiveMessage) -> None:
        if message.event_id <= self.last_event:
            return
        self.last_event = message.event_id
        if message.sender == "citizen":
            self.last_heard = message.event_id
        self._put(Line.of(message))

    def _note(self, note: NoteRow) -> None:
        if note.id in self._notes:
            return
        self._notes.add(note.id)
        self._put(Line(f"n{note.id}", "note", note.at, note.text, by=note.author))

    def _put(self, line: Line) -> None:
        before = self._lines[-1] if self._lines else None
        self._lines.append(line)
        with self._box:
            self._shown.append(ui.html(self._html(line, before), sanitize=False))

    def _html(self, line: Line, before: Line | None) -> str:
        now = datetime.now().astimezone()
        return written(line, before, self._marks, self._names, now, day_only=self._day_only)
