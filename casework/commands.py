"""What a short message asks the conversation to do: skip, go back, change a field, stop, fetch a person. Reads the
table commands.

These words are matched as a whole before any classifier is asked, so that “跳过” can never be filed as somebody's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge import Form, RuleBook

_EDGES = re.compile(r"^[\s，,。．.！!~～…、]+|[\s，,。．.！!~～…、]+$")
_QUESTION = re.compile(r"([?？]|吗|呢|么)[\s。.!！~～]*$")
# What people put around a command without meaning anything by it: “算了我还是匿名吧”, “我想改一下电话”.
_BEFORE = re.compile(r"^(算了|那就|那|就|还是|我想要|我想|我要|我|请|麻烦|帮我|给我|把|先)[\s，,]*")
_AFTER = re.compile(r"[\s，,]*(吧|了|啊|呀|哦|嘛|谢谢)$")
# “不想写身份证”, “不方便留电话”: short, and about this field, not about the whole report.
_UNWILLING = re.compile(r"^(不想|不愿意?|不方便|不打算|不)(再|去)?(填|写|说|留|提供|告诉)[^表报]*$")


@dataclass(frozen=True, slots=True)
class Command:
    """A command word's id (table commands), and the form field it names, if any."""

    id: str
    field: str | None = None


# Somebody who asks after what they have handed in, or wants it back; or who types the number of a receipt.
_REGISTERED = "(举报|投诉|登记|申请书|建议|意见)"
_PROGRESS = re.compile(
    "^(查|看|查询|查看|查一下|看一下|看看|我的|办理|处理|一下)*进度$"
    f"|{_REGISTERED}.*(进度|结果|(办|查|处理)(到|得|的)?(哪|怎么样|咋样|如何|怎样))"
    f"|(进度|结果).*{_REGISTERED}|撤(回|销)(我的|我|那个|这个|之前的|上次的)*{_REGISTERED}"
    f"|{_REGISTERED}(我)?(想|要)?撤(回|销)|^查询码"
)
_PROGRESS_MAX = 20
_FILLERS = re.compile(r"(吗|呢|吧|啊|呀|了|[?？])+$|^(我想|我要|请|帮我|麻烦)+")
_AFRAID = re.compile("怕|不敢|报复|泄露|找(我|上门)算账|知道是我")
_COSTS = re.compile("(要|交|花|收|付)(多少|不要|不收|不花|不交)?(钱|费)|多少钱|免费|费用|收费")
_WRITE_IT = re.compile("(帮|替|给|麻烦|劳驾)[你您]?[我俺咱]?.{0,3}(填|写|登记|弄)")
_RECEIPT = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{12}(?!\d)")


def asks_progress(text: str) -> bool:
    """True for a short text about a registration made before: where it stands, taking it back, its number."""
    said = bare(text)
    short = _FILLERS.sub("", said)
    return bool(_RECEIPT.search(said) or (len(said) <= _PROGRESS_MAX and _PROGRESS.search(short)))


def sounds_afraid(text: str) -> bool:
    """True for words of fear: of being known, or of what would follow."""
    return bool(_AFRAID.search(text))


def asks_cost(text: str) -> bool:
    """True for a question about what something costs."""
    return looks_like_question(text) and bool(_COSTS.search(text))


def wants_it_written(text: str) -> bool:
    """True for “你帮我填吧”: the wish that the paper be written for them."""
    return bool(_WRITE_IT.search(text))


def bare(text: str) -> str:
    """The text without the punctuation and spaces around it."""
    return _EDGES.sub("", text)


def looks_like_question(text: str) -> bool:
    """True when the text ends as a question does."""
    return bool(_QUESTION.search(text))


def read_command(text: str, book: RuleBook, form: Form | None = None) -> Command | None:
    """The command a text is, or None. With a form, “修改电话” and “电话写错了” name the field by its label or caption,
    and “不想写电话” skips it.
    """
    wordings = _wordings(bare(text))
    for said in wordings:
        for command in book.commands:
            if said in command.words:
                return Command(command.id)
    if form is None:
        return None
    for said in wordings:
        named = _edit_of_field(said, book, form)
        if named is not None:
            return named
    unwilling = len(wordings[0]) <= book.policy.command_max_chars and any(map(_UNWILLING.match, wordings))
    return Command("skip") if unwilling else None


def _wordings(said: str) -> list[str]:
    """What was said, then the same with fewer and fewer filler words around it."""
    wordings = [said]
    for wording in wordings:  # grows while it is read
        for filler in (_BEFORE, _AFTER):
            shorter = filler.sub("", wording)
            if shorter and shorter not in wordings:
                wordings.append(shorter)
    return wordings


def _edit_of_field(said: str, book: RuleBook, form: Form) -> Command | None:
    for command in book.commands:
        for prefix in command.before_field:
            if said.startswith(prefix):
                field = _field_named(said[len(prefix) :], form)
                # One character alone is no wish: “改革路12号” is an address.
                if field is not None or len(prefix) > 1:
                    return Command(command.id, field)
        for suffix in command.after_field:
            if said.endswith(suffix) and (field := _field_named(said[: -len(suffix)], form)):
                return Command(command.id, field)
    return None


def _field_named(words: str, form: Form) -> str | None:
    """The field whose caption or label is closest to what was said; the citizen's own words (电话, 名字) are in
    `aliases`.
    """
    said = bare(words).removeprefix("我的").removeprefix("一下")
    if not said:
        return None
    asked = [field for field in form.fields if field.ask]
    for field in asked:
        if said in (field.caption, field.label, field.id, *field.aliases):
            return field.id
    for field in asked:
        if said in field.caption or field.caption in said:
            return field.id
    return None
