"""Values taken out of texts, and the tokens that stand for them."""

from collections.abc import Mapping
from typing import Literal, Protocol

SealedKind = Literal["id_number", "phone", "name", "address", "org", "email", "bank_card", "card_number"]

SEALED_LABELS: Mapping[SealedKind, str] = {
    "id_number": "身份证",
    "phone": "电话",
    "name": "姓名",
    "address": "地址",
    "org": "单位",
    "email": "邮箱",
    "bank_card": "银行卡",
    "card_number": "社保卡",
}
"""The words inside a sealed token (〔电话1〕): wire format (CONTRACTS B), not a text of the page."""
SEALED_TOKEN = r"〔(?:" + "|".join(SEALED_LABELS.values()) + r")[1-9][0-9]{0,3}〕"
"""Regular expression that finds sealed tokens."""


class Vault(Protocol):
    """Values taken out of a conversation's texts, each behind a token."""

    def seal(self, conversation_id: str, kind: SealedKind, value: str) -> str:
        """The token (〔电话1〕) that stands for the value; the same value in one conversation has the same token."""
        ...

    def open(self, conversation_id: str, token: str) -> str | None:
        """The value behind a token, None when this conversation has no such token."""
        ...

    def unseal_text(self, conversation_id: str, text: str) -> str:
        """The text with its tokens filled in; a token that this conversation does not know stays as it is."""
        ...

    def forget(self, conversation_id: str) -> None:
        """Destroys every sealed value of the conversation."""
        ...
