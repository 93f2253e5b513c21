"""What does the operator see while the assistant gets ready? A progress bar; without a terminal a line now and then."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn
from rich.progress import Progress as Bar

from api.preparation.progress import Progress
from api.sentences import duration

_LINE_EVERY = 20.0


class Screen:
    """Shows the progress of training and the lines in between."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)
        self._bar: Bar | None = None
        self._task: int = 0
        self._last = ("", -_LINE_EVERY)

    def report(self, message: str, progress: Progress | None) -> None:
        """Takes what the preparation says; may be called every second."""
        if progress is None:
            self._stop_bar()
            self._line(message)
        elif self.console.is_terminal:
            bar = self._bar or self._start_bar()
            left = f"约剩 {duration(progress.seconds_left)}" if progress.seconds_left is not None else ""
            bar.update(self._task, completed=progress.done, left=left)  # type: ignore[arg-type]
        elif time.monotonic() - self._last[1] >= _LINE_EVERY:
            self._line(f"{message}（{progress.done:.0%}）")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop_bar()

    def _line(self, message: str) -> None:
        if message != self._last[0]:
            self.console.print(message, markup=False)
            self._last = (message, time.monotonic())

    def _start_bar(self) -> Bar:
        words, left = TextColumn("{task.description}"), TextColumn("{task.fields[left]}")
        columns = (SpinnerColumn(), words, BarColumn(), TaskProgressColumn(), left)
        self._bar = Bar(*columns, console=self.console, transient=True)
        self._task = self._bar.add_task("训练模型", total=1.0, left="")
        self._bar.start()
        return self._bar

    def _stop_bar(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
