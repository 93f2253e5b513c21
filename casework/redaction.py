"""Where a text names a person's number, address of contact or name: found before anything else reads the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Kind = Literal["id_number", "phone", "bank_card", "email", "name"]

# Digits as people type them: half or full width, parted by spaces or hyphens.
_D = r"[0-9０-９]"
_SEP = r"[ \t　\-－—·.]?"
_START, _END = r"(?<![0-9０-９A-Za-z〔])", r"(?![0-9０-９])"


def _digits(count: str) -> str:
    return rf"{_D}(?:{_SEP}{_D}){count}"


_SPOKEN = "零〇一二三四五六七八九幺两"
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")),
    ("id_number", re.compile(_START + _digits("{16}") + _SEP + r"[0-9０-９XxＸｘ]" + _END)),
    ("id_number", re.compile(_START + r"[0-9０-９]{15}" + _END)),
    ("bank_card", re.compile(_START + _digits("{15,18}") + _END)),
    (
        "phone",
        re.compile(
            _START + r"(?:[+＋]?(?:86|８６)[ \-－]?)?[1１]" + _SEP + r"[3-9３-９](?:" + _SEP + _D + r"){9}" + _END
        ),
    ),
    ("phone", re.compile(_START + r"[0０]" + _D + r"{2,3}[ \-－—]?[2-9２-９]" + _D + r"{6,7}" + _END)),
    ("phone", re.compile(rf"(?<![{_SPOKEN}])[一幺][三四五六七八九](?:[ ，,、]?[{_SPOKEN}]){{9}}(?![{_SPOKEN}])")),
)
# The hundred commonest family names cover some 85 % of people; a name is only looked for after words that announce one.
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_NAME = re.compile(
    rf"(?:我叫|我的名字叫?|姓名[:：是为]?|本人姓名[:：是为]?|名字[:：是叫])\s*(?P<name>[{SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=$|[\s，,。．.；;、！!（(]|是|今年|家住|身份证|电话|手机)"
)


@dataclass(frozen=True, slots=True)
class Sensitive:
    """One stretch of text to be taken out: `text[start:end]` is of this kind; `value` is it without separators, half
    width.
    """

    kind: Kind
    start: int
    end: int
    value: str


def find_sensitive(text: str) -> tuple[Sensitive, ...]:
    """All personal numbers, mail addresses and announced names in `text`, in order, never overlapping.

    An 18-digit number is taken for an identity number, valid or not: one wrong digit does not make it public.
    """
    taken: list[Sensitive] = []
    for found in _candidates(text):
        if all(found.end <= other.start or found.start >= other.end for other in taken):
            taken.append(found)
    return tuple(sorted(taken, key=lambda one: one.start))


def replace_sensitive(text: str, tokens: dict[Sensitive, str]) -> str:
    """The text with each found stretch replaced by its token."""
    spans = sorted(tokens, key=lambda one: one.start)
    if not spans:
        return text
    parts = [text[: spans[0].start]]
    for here, there in pairwise([*spans, None]):
        assert here is not None
        parts.append(tokens[here])
        parts.append(text[here.end : there.start if there else len(text)])
    return "".join(parts)


def _candidates(text: str) -> Iterator[Sensitive]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield Sensitive(kind, match.start(), match.end(), compact(match.group()))
    announced = [match["name"] for match in _NAME.finditer(text)]
    for name in dict.fromkeys(announced):  # once somebody has said who they are, the name is one wherever it stands
        for match in re.finditer(re.escape(name), text):
            yield Sensitive("name", match.start(), match.end(), name)


_SPOKEN_DIGITS = str.maketrans("零〇一二三四五六七八九幺两", "0012345678912")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘx＋－", "0123456789XXX+-")


def compact(number: str) -> str:
    """A number as it is written on a form: half width, no separators, spoken digits as figures, X in capitals."""
    if "@" in number:
        return number
    plain = number.translate(_FULL_WIDTH)
    if any(char in _SPOKEN for char in plain):
        plain = plain.translate(_SPOKEN_DIGITS)
    landline = re.fullmatch(r"(0\d{2,3})[ \-—]?([2-9]\d{6,7})", plain)
    if landline:
        return f"{landline[1]}-{landline[2]}"
    digits = re.sub(r"[^0-9X]", "", plain)
    return digits[2:] if len(digits) == 13 and digits.startswith("861") else digits
