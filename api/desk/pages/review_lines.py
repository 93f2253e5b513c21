"""The list and the dialogues of the review, as escaped HTML: a page of them is one piece."""

import re
from collections.abc import Callable, Sequence

from api.desk.pages.review_choices import category_words, intents_of, words_of
from api.desk.pages.review_wanted import CATEGORIES, REASON_WORDS
from api.desk.still import Still, still
from casework.reading import category_of
from casework.services.ports import SEALED_TOKEN
from casework.services.review_cards import Line, ReviewCard
from knowledge import RuleBook

_TOKEN = re.compile(f"({SEALED_TOKEN})")
_SPEAKERS = {"citizen": "群众", "bot": "助手", "agent": "接线员"}
_TONES = {"report": "cinnabar", "appeal": "indigo", "disclosure": "pine", "suggestion": "ochre"}
_REASONS_SHOWN = 2
PlaceName = Callable[[str | None], str]


def queue(cards: Sequence[ReviewCard], left: int, book: RuleBook, place: PlaceName) -> Still:
    """The list on the left and, one behind the other, the dialogues; the first is the one to begin with."""
    rows = [_row(card, book, first=number == 0) for number, card in enumerate(cards)]
    items = [_item(card, book, place, first=number == 0) for number, card in enumerate(cards)]
    more = still("p", f"后面还有 {left} 组", classes="rv-left-note num") if left > 0 else still("p")
    return still(
        "div",
        still("div", *rows, more, classes="rv-rows", role="list", aria_label="待看的对话"),
        still("div", *items, classes="rv-items"),
        classes="rv-queue",
    )


def _row(card: ReviewCard, book: RuleBook, *, first: bool) -> Still:
    item = card.item
    foot = []
    if not card.blind:
        tone = _TONES.get(item.category or "", "stone")
        foot.append(still("span", category_words(item.category, book), classes=f"dot {tone}-dot"))
        foot += [still("span", REASON_WORDS[reason], classes="rv-why") for reason in card.reasons[:_REASONS_SHOWN]]
    if item.alike > 1:
        foot.append(still("span", f"{item.alike} 条相同", classes="pill stone rv-count num"))
    return still(
        "div",
        still(
            "button",
            still("span", *marked(card.excerpt, ()), classes="rv-excerpt"),
            still("span", *foot, classes="rv-foot"),
            still("span", "", classes="rv-done", aria_live="off"),
            classes="rv-row",
            type_="button",
            data_id=str(item.id),
            data_version=str(item.version),
            data_newest=str(item.newest),
            data_alike=str(item.alike),
            aria_current="true" if first else "false",
            **_best(card, book),
        ),
        role="listitem",
    )


def _best(card: ReviewCard, book: RuleBook) -> dict[str, str]:
    """For each category the situation the model finds likeliest: what a category's key chooses first."""
    best: dict[str, str] = {}
    known = {category: {intent for intent, _ in intents_of(category, book)} for category in CATEGORIES}
    guesses = [card.item.hint, *(score.name for score in card.alternatives), card.item.intent]
    for guess in guesses if not card.blind else ():
        category = category_of(guess, book) if guess else None
        if category is not None and guess in known[category]:
            best.setdefault(f"data_best_{category.replace('_', '-')}", str(guess))
    return best


def _item(card: ReviewCard, book: RuleBook, place: PlaceName, *, first: bool) -> Still:
    item = card.item
    hidden = {} if first else {"hidden": ""}
    where = [still("span", f"{item.day:%Y-%m-%d}", classes="num"), still("span", place(item.region))]
    parts = [still("p", *where, classes="rv-where soft small")]
    if card.blind:
        parts.append(
            still("p", "第二意见：看不到助手怎么读的，也看不到第一位怎么定的。请只按群众的话判断。", classes="law")
        )
    elif card.opinions:
        parts.append(_opinions(card, book))
    else:
        parts.append(_reading(card, book))
    parts += [still("div", *(_line(line) for line in card.lines), classes="rv-talk")]
    if card.alike:
        others = (still("li", *marked(text, ())) for text in card.alike)
        head = f"另外 {item.alike - 1} 条说法相近" + ("，这里是其中几条" if item.alike - 1 > len(card.alike) else "")
        parts.append(still("details", still("summary", head), still("ul", *others), classes="rv-alike", open=""))
    return still("article", *parts, classes="rv-item", data_for=str(item.id), **hidden)


def _reading(card: ReviewCard, book: RuleBook) -> Still:
    item = card.item
    tone = _TONES.get(item.category or "", "stone")
    read = [
        still("span", "助手读作", classes="soft"),
        still("b", category_words(item.category, book), classes=f"dot {tone}-dot"),
        still("span", words_of(item.intent, book)),
        still("span", f"{item.confidence:.0%}", classes="num soft"),
    ]
    lines = [still("p", *read, classes="rv-read")]
    others = [score for score in card.alternatives if score.name != item.intent][:3]
    if others:
        told = "　".join(f"{words_of(score.name, book)} {score.confidence:.0%}" for score in others)
        lines.append(still("p", still("span", "也可能是 ", classes="soft"), told, classes="small num"))
    if item.hint:
        lines.append(
            still(
                "p", still("span", "后来定为 ", classes="soft"), still("b", words_of(item.hint, book)), classes="small"
            )
        )
    if item.settled:
        lines.append(still("p", still("span", "标注为 ", classes="soft"), still("b", words_of(item.settled, book))))
    why = [still("span", REASON_WORDS[reason], classes="pill ochre") for reason in card.reasons]
    return still("div", *lines, still("p", *why, classes="pills"), classes="rv-reading")


def _opinions(card: ReviewCard, book: RuleBook) -> Still:
    boxes = [
        still(
            "div",
            still("span", words, classes="soft small"),
            still("b", category_words(category_of(opinion, book), book)),
            still("span", words_of(opinion, book)),
            classes="rv-opinion",
        )
        for words, opinion in zip(("一位认为", "另一位认为"), card.opinions, strict=True)
    ]
    return still("div", *boxes, classes="rv-opinions")


def _line(line: Line) -> Still:
    return still(
        "div",
        still("span", _SPEAKERS[line.speaker], classes="rv-speaker soft small"),
        still("p", *marked(line.text, line.marks)),
        classes=f"rv-line {line.speaker} {'here' if line.here else ''}",
    )


def marked(words: str, marks: Sequence[str]) -> list[Still]:
    """Words in which the deciding ones are marked and sealed tokens stand out as something behind a lock."""
    pattern = "|".join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True) if mark)
    parts = re.split(f"({SEALED_TOKEN}{'|' + pattern if pattern else ''})", words)
    made = []
    for part in parts:
        if _TOKEN.fullmatch(part):
            made.append(still("span", part.strip("〔〕"), classes="sealed", title="已加密"))
        elif part and part in marks:
            made.append(still("mark", part))
        elif part:
            made.append(still("span", part))
    return made
