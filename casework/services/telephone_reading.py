"""Reading what an agent types while a caller speaks: cut to the limit, personal data masked, values put back after."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from casework.redaction import Sensitive, find_sensitive, replace_sensitive
from casework.services.ports import SEALED_LABELS, SEALED_TOKEN

_TOKEN = re.compile(SEALED_TOKEN)
_OWN_NUMBER = re.compile("我|本人|回电|来电")
_BEFORE = 12
"""Characters before a number in which its owner is named."""
_SENTENCE_ENDS = re.compile(r"[。！？!?；;\n]")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text whose personal data stand as tokens. `values`: what they stand for; kept nowhere."""

    text: str
    values: Mapping[str, str]
    caller: Mapping[str, str]

    def filled(self, text: str) -> str:
        """The text with the tokens filled in again."""
        return _TOKEN.sub(lambda match: self.values.get(match.group(), match.group()), text) if self.values else text


def fitting(text: str, max_chars: int) -> tuple[str, int]:
    """What of a text can be read, and how many characters beyond the limit are left out.

    Control characters go; the rest stays as it was typed.
    """
    kept = "".join(
        char
        for char in text.replace("\r\n", "\n")
        if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Co")
    )
    return kept[:max_chars], max(0, len(kept) - max_chars)


def masked(text: str) -> Masked:
    """The text with personal data behind tokens that are good for this reading only, and what it tells of the caller.

    A telephone counts as the caller's own only where the words before it say so; it may be that of the shop.
    """
    tokens: dict[Sensitive, str] = {}
    by_value: dict[tuple[str, str], str] = {}
    caller: dict[str, str] = {}
    counts: dict[str, int] = {}
    for one in find_sensitive(text):
        known = by_value.get((one.kind, one.value))
        if known is None:
            counts[one.kind] = counts.get(one.kind, 0) + 1
            known = by_value[one.kind, one.value] = f"〔{SEALED_LABELS[one.kind]}{counts[one.kind]}〕"
        tokens[one] = known
        if one.kind == "name":
            caller.setdefault("name", one.value)
        elif one.kind == "phone" and _OWN_NUMBER.search(_said_before(text, one.start)):
            caller.setdefault("phone", one.value)
    values = {token: value for (_, value), token in by_value.items()}
    return Masked(replace_sensitive(text, tokens), values, caller)


def _said_before(text: str, start: int) -> str:
    return _SENTENCE_ENDS.split(text[max(0, start - _BEFORE) : start])[-1]
