"""The finished papers, for the person who filed them: in their conversation, or with number and code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from casework.errors import FollowUpEnded, UnknownRow
from casework.services.follow_up import IDLE_MINUTES
from casework.services.ports import Store
from casework.services.registrations import RegistrationService
from knowledge import RuleBook


@dataclass(frozen=True, slots=True)
class WordFile:
    """A finished document: the registration it belongs to, its name for saving, and its bytes."""

    number: str
    name: str
    content: bytes


class DocumentService:
    """Gives a person the papers of their own conversation or follow-up, and nobody else's."""

    def __init__(self, store: Store, registrations: RegistrationService, book: Callable[[], RuleBook]) -> None:
        self._store = store
        self._registrations = registrations
        self._book = book

    def document(self, token: str, number: str) -> WordFile:
        """A form registered in this conversation, the data of the person who filed it included.

        Raises SessionUnknown, and UnknownRow for a registration of another conversation as for none at all.
        """
        with self._store.read() as work:
            conversation = work.conversations.by_token(token)
            own = {made.number: made.form for made in work.registrations.of_conversation(conversation.id)}
        if number not in own:
            raise UnknownRow("no such registration in this conversation")
        return self._paper(number, own[number], conversation.region)

    def followed(self, token: str) -> WordFile:
        """The paper of the registration whose number and code were shown; the same as in the conversation.

        Raises FollowUpEnded.
        """
        with self._store.write() as work:
            number = work.follow_up.number_of(token, IDLE_MINUTES)
            registration = work.registrations.by_number(number) if number else None
            work.commit()
        if registration is None:
            raise FollowUpEnded("no follow-up has this token")
        return self._paper(registration.number, registration.form, registration.region)

    def _paper(self, number: str, form: str, region: str | None) -> WordFile:
        book = self._book()
        place = book.place_for(region)
        name = "" if place.level == "nation" else place.name
        content = self._registrations.document(number, include_reporter=True, place=name)
        return WordFile(number, f"{book.form(form).title}_{number}.docx", content)
