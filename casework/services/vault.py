"""Sealed tokens as they stand in texts: finding them and filling them in."""

import re
from collections.abc import Iterable, Mapping

from casework.services.ports import SEALED_TOKEN, UnitOfWork

_TOKEN = re.compile(SEALED_TOKEN)


def tokens_in(texts: Iterable[str]) -> frozenset[str]:
    """The sealed tokens (〔电话1〕) that stand in any of the texts, whether or not anybody knows them."""
    return frozenset(token for text in texts for token in _TOKEN.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its tokens replaced by their values; tokens without one stay. Values are not looked into again."""
    return _TOKEN.sub(lambda match: values.get(match.group(), match.group()), text)


def open_all(work: UnitOfWork, conversation_id: str, texts: Iterable[str]) -> dict[str, str]:
    """Token → value for every token in the texts that this conversation knows."""
    found = {token: work.vault.open(conversation_id, token) for token in sorted(tokens_in(texts))}
    return {token: value for token, value in found.items() if value is not None}
