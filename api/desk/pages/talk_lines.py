"""The stream of a conversation line by line, as HTML: what the citizen, the assistant, a colleague said, and notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from api.desk.pages.talk_marks import Mark, marked
from api.desk.still import Still, still
from casework.services.live import LiveMessage

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_TOGETHER = timedelta(minutes=3)
"""Lines of one speaker within this time stand under one name."""
_SHORT = 90
"""Characters. What the assistant said is folded away behind its first words when it is longer."""
_WHO: Mapping[str, str] = {"citizen": "群众", "bot": "智能助手", "agent": "坐席", "note": "内部备注"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in the stream. `by` is the account of who said it, for agents and notes."""

    key: str
    who: Literal["citizen", "bot", "agent", "note", "system"]
    at: datetime
    text: str
    by: str = ""
    card: Mapping[str, Any] | None = None
    choices: tuple[str, ...] = ()
    client_id: str | None = None

    @classmethod
    def of(cls, message: LiveMessage) -> "Line":
        """A message as it is kept."""
        return cls(
            key=f"e{message.event_id}",
            who=message.sender,
            at=message.at,
            text=message.text,
            by=message.author,
            card=message.card,
            choices=tuple(str(button["title"]) for button in message.buttons),
            client_id=message.client_id,
        )


def belongs_to(line: Line, before: Line | None) -> bool:
    """Whether a line goes on where the one before it stopped."""
    same = before is not None and (before.who, before.by) == (line.who, line.by)
    return same and before is not None and line.at - before.at < _TOGETHER


def clock(at: datetime, now: datetime) -> str:
    """The time of a line: the day only where it is another one."""
    local, today = at.astimezone(_SHANGHAI), now.astimezone(_SHANGHAI).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%m-%d %H:%M}"


def written(
    line: Line, before: Line | None, marks: Sequence[Mark], names: Mapping[str, str], now: datetime, *, day_only: bool
) -> Still:
    """One line. Of an anonymous reporter only the day is kept, so only the day is shown."""
    if line.who == "system":
        return still("p", line.text, classes="said-by-nobody")
    together = belongs_to(line, before)
    time = f"{line.at.astimezone(_SHANGHAI):%m-%d}" if day_only else clock(line.at, now)
    who = names.get(line.by, line.by) or _WHO[line.who]
    head = [still("span", f"内部备注 · {who}" if line.who == "note" else who, classes="line-who")]
    if line.who == "note":
        head.append(still("span", "群众看不到", classes="line-private"))
    head.append(still("time", time, classes="num"))
    data = {"data_line": line.key, "data_from": line.who} | ({"data_client": line.client_id} if line.client_id else {})
    return still(
        "article",
        still("header", *head, classes="line-head"),
        still("div", *_inside(line, marks), classes="bubble"),
        classes=f"said {line.who}{' together' if together else ''}",
        **data,
    )


def _inside(line: Line, marks: Sequence[Mark]) -> list[Still]:
    if line.who == "citizen":
        return [marked(line.text, marks)]
    if line.who != "bot":
        return [marked(line.text, ())]
    return _of_assistant(line)


def _of_assistant(line: Line) -> list[Still]:
    """Short: what it did in a line, its whole words behind it."""
    short = _in_short(line.card) if line.card else ""
    if not short and len(line.text) <= _SHORT:
        return [marked(line.text, ()), *_choices(line)]
    first = short or line.text[: _SHORT - 20].split("\n")[0] + "…"
    folded = still("details", still("summary", first), still("div", marked(line.text, ()), classes="whole"))
    return [folded, *_choices(line)]


def _choices(line: Line) -> list[Still]:
    if not line.choices or (line.card and line.card.get("kind") == "answer"):
        return []
    return [still("p", "可选：", *_spaced([still("span", one, classes="choice-was") for one in line.choices]))]


def _spaced(parts: Sequence[Still]) -> list[Still]:
    return [Still(f"{part} ") for part in parts]


def _in_short(card: Mapping[str, Any]) -> str:
    """What a card of the assistant says, in a line; empty for one that is short by itself."""
    kind = card.get("kind")
    if kind == "answer":
        names = [str(one["situation_plain"] or one["category_name"]) for one in card["matters"]]
        steps = sum(len(way["steps"]) for way in card["matters"][0]["channels"]) if card["matters"] else 0
        return f"答复了：{'；'.join(names)}" + (f"（{steps} 个步骤）" if steps else "")
    if kind == "form":
        return f"登记表 {card['step']}/{card['total']}：{card['label']}"
    if kind == "summary":
        return f"核对《{card['title']}》，{len(card['fields'])} 项"
    if kind == "receipt":
        return f"已登记 {card['number']}"
    return ""
