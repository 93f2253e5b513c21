"""The rows of the queue as one piece of HTML: why it waits, what it is about, where, how long, who has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.desk.pages.talk_marks import marked
from api.desk.pages.talk_words import CHANNELS, REASONS, address, epoch, subject, tone_of, waited
from api.desk.still import Still, still
from api.desk.times import moment
from casework.services.ports import Thread
from casework.services.talks import LastWords
from knowledge import RuleBook

LONG_WAIT = 180
"""Seconds of waiting after which the time stands out."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What all rows of one list are written with. `fresh`: conversations that were not in it a moment ago."""

    view: str
    book: RuleBook
    names: Mapping[str, str]
    places: Mapping[str, str]
    words: Mapping[str, LastWords]
    me: str
    now: datetime
    fresh: frozenset[str] = frozenset()


def queue_rows(threads: Sequence[Thread], rows: Rows) -> Still:
    """All of them."""
    return still("div", *(_row(thread, rows) for thread in threads))


def _row(thread: Thread, rows: Rows) -> Still:
    marks = [name for name, on in (("urgent", _calls(thread)), ("fresh", thread.conversation_id in rows.fresh)) if on]
    return still(
        "div",
        still("div", _why(thread), classes="qr-why"),
        still("div", _subject(thread, rows), _last_words(thread, rows), classes="qr-what"),
        still("div", *_place(thread, rows), classes="qr-place"),
        still("div", *_time(thread, rows), classes="qr-time" + (" long" if _long(thread, rows) else "")),
        still("div", _act(thread, rows), classes="qr-act"),
        classes=" ".join(["queue-row", *marks]),
    )


def _calls(thread: Thread) -> bool:
    return thread.urgent and thread.state in ("waiting", "held")


def _why(thread: Thread) -> Still:
    if thread.reason is not None and thread.state == "waiting":
        tone = "cinnabar" if thread.urgent else "ochre"
        return still("span", REASONS[thread.reason], classes=f"pill {tone}")
    if thread.state == "held":
        waits = thread.last_from == "citizen"
        return still("span", "等您回复" if waits else "已回复", classes=f"pill {'indigo' if waits else 'stone'}")
    return still("span", "助手在答" if thread.state == "bot" else "已结束", classes="pill stone")


def _subject(thread: Thread, rows: Rows) -> Still:
    parts = []
    if thread.category is not None:
        name = rows.book.category(thread.category).name
        parts.append(still("span", name, classes=f"dot {tone_of(thread.category)}-dot"))
    words = subject(thread, rows.book)
    href, conversation = address(thread, rows.me), thread.conversation_id
    parts.append(still("a", words, classes="row-link", href=href, data_row=conversation, title=words))
    return still("div", *parts, classes="qr-subject")


def _last_words(thread: Thread, rows: Rows) -> Still:
    last = rows.words.get(thread.conversation_id)
    if last is None:
        return still("div", classes="qr-words")
    who = {"bot": "助手：", "agent": "我方：", "system": ""}.get(last.who, "")
    return still("div", who, marked(last.text, ()), classes="qr-words")


def _place(thread: Thread, rows: Rows) -> list[Still]:
    where = rows.places.get(thread.region or "", "") or "地方不明"
    beside = CHANNELS[thread.channel] + (" · 匿名" if thread.anonymous else "")
    return [still("span", where, classes="" if thread.region else "soft"), still("span", beside, classes="soft small")]


def _long(thread: Thread, rows: Rows) -> bool:
    since = thread.waiting_since
    return thread.state == "waiting" and since is not None and (rows.now - since).total_seconds() >= LONG_WAIT


def _time(thread: Thread, rows: Rows) -> list[Still]:
    since, words = (thread.waiting_since, "等了") if thread.state == "waiting" else (thread.last_at, "安静了")
    if thread.state == "closed" or (thread.anonymous and thread.state != "waiting"):
        return [still("span", moment(thread.last_at, day_only=thread.anonymous)[5:], classes="soft")]
    if since is None:
        return []
    span = still("b", waited((rows.now - since).total_seconds()), data_since=epoch(since))
    return [still("span", words, classes="soft small"), span]


def _act(thread: Thread, rows: Rows) -> Still:
    who = rows.names.get(thread.holder or "", thread.holder or "")
    if thread.state == "waiting":
        return still(
            "button", "接入", classes=f"btn {'first' if _calls(thread) else 'plain'}", type_="button",
            data_claim=thread.conversation_id, aria_label=f"接入：{subject(thread, rows.book)}",
        )  # fmt: skip
    if thread.state == "held" and thread.holder != rows.me:
        return still("span", who)
    if thread.state == "closed" and thread.number:
        return still("span", thread.number, classes="num small")
    return still("span", who if thread.state == "closed" else "")
