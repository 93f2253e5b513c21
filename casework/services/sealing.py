"""Personal data leaves a message here, before the dialogue engine sees it, and stands as a token from then on."""

from __future__ import annotations

from casework.commands import looks_like_question, read_command
from casework.field_check import strip_lead
from casework.intake import wordless
from casework.redaction import Sensitive, compact, find_sensitive, replace_sensitive
from casework.services.ports import SEALED_LABELS, SealedKind, Store
from knowledge import RuleBook

_SPOKEN_MAX = 60
_FIGURES_MIN = 3
"""Fewer figures are part of a sentence (“等一下”), not a number."""
_NAME_MIN, _NAMES_MOST = 2, 20
"""Characters of a name that is looked for; names of one conversation."""
_NUMBERS = ("id_number", "phone", "bank_card")


class Sealing:
    """Takes identity numbers, telephones, cards, mail addresses and announced names out of texts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def seal(self, conversation_id: str, text: str, expected: SealedKind | None, book: RuleBook) -> str:
        """The text with each personal value replaced by its token.

        `expected`: the form has just asked the reporter for data of this kind, so that the whole answer is one value,
        unless it is a
        command, a question, without a word or figure, or too long to be one.
        """
        if expected is not None and self._is_answer(text, expected, book):
            value = strip_lead(text)
            if expected in _NUMBERS:
                value = compact(value) or value
            with self._store.write() as work:
                token = work.vault.seal(conversation_id, expected, value)
                work.commit()
            return token
        found = find_sensitive(text)
        if not found:
            return text
        tokens: dict[Sensitive, str] = {}
        with self._store.write() as work:
            for one in found:
                tokens[one] = work.vault.seal(conversation_id, one.kind, one.value)
            work.commit()
        return replace_sensitive(text, tokens)

    def seal_of_staff(self, conversation_id: str, text: str, book: RuleBook) -> str:
        """What staff write: the names people gave in this conversation leave it too, wherever they stand."""
        sealed = self.seal(conversation_id, text, None, book)
        with self._store.read() as work:
            tokens = (f"〔{SEALED_LABELS['name']}{number}〕" for number in range(1, _NAMES_MOST))
            # numbered without a gap; a value that was destroyed is in none of the texts to come
            known = {value: token for token in tokens if (value := work.vault.open(conversation_id, token))}
        for value in sorted(known, key=len, reverse=True):
            if len(value) >= _NAME_MIN:
                sealed = sealed.replace(value, known[value])
        return sealed

    @staticmethod
    def _is_answer(text: str, expected: SealedKind, book: RuleBook) -> bool:
        if expected in _NUMBERS and sum(char.isnumeric() for char in text) < _FIGURES_MIN:
            return False
        if len(text) > _SPOKEN_MAX or looks_like_question(text) or wordless(text) == "not_words":
            return False
        return all(read_command(text, book, form) is None for form in book.forms)
