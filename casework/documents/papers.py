"""One way to draw up any registered form as a Word file."""

from collections.abc import Callable, Mapping

from casework.documents.paper import Paper
from casework.documents.report_form import FORM, ReportFormDocument
from knowledge import RuleBook


class Papers:
    """The annex for a report, a paper of our own layout for every other form."""

    def __init__(self, book: Callable[[], RuleBook]) -> None:
        self._book = book
        self._report = ReportFormDocument()

    def render(self, form: str, fields: Mapping[str, str]) -> bytes:
        """The .docx of a form (its id) for field id → value, `place` beside them for the annex. UnknownRow for no form.

        What is absent stays open: an empty cell, or a line to write on.
        """
        if form == FORM:
            return self._report.render(fields)
        book = self._book()
        return Paper(book.form(form), book).render(fields)
