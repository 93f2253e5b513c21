"""Days and sums of money in a text, in a form that can be compared: 三月五号 is 3月5日, 三千二百块 is 3200元."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = {char: value for value, chars in enumerate(("〇零0", "一壹1", "二两贰2", "三叁3", "四肆4", "五伍5", "六陆6",
           "七柒7", "八捌8", "九玖9")) for char in chars}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_NUMERAL = "0-9〇零一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟"
_SMALL = r"[0-9〇零一二三四五六七八九十]"
_DAY = re.compile(
    rf"(?:(?P<year>[0-9〇零一二三四五六七八九]{{2,4}})\s*年\s*)?(?P<month>{_SMALL}{{1,3}})\s*月(?:份)?"
    rf"(?:\s*(?P<day>{_SMALL}{{1,3}})\s*[日号])?"
)
_ISO_DAY = re.compile(r"(?<!\d)(?P<year>20\d\d)[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?!\d)")
_SUM = re.compile(
    rf"(?:(?P<ten_thousands>[{_NUMERAL}]{{1,9}}(?:\.\d{{1,4}})?)\s*万)?(?P<rest>[{_NUMERAL}]{{1,9}}(?:[.,]\d{{1,3}}){{0,4}})?\s*[多余来]?\s*(?:元|块|圆)"
    rf"|(?P<only>[{_NUMERAL}]{{1,9}}(?:\.\d{{1,4}})?)\s*万(?P<tail>[一二三四五六七八九1-9](?![{_NUMERAL}年月日号天]))?"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A day (year, month, day; None for what is not said) or a sum (in yuan, the other two None), and its words."""

    values: tuple[float | None, float | None, float | None]
    words: str


def days_in(text: str) -> tuple[Mark, ...]:
    """Every day or month told with a number; “去年”, “上个月” depend on when they are said and are left out."""
    marks = []
    for pattern in (_ISO_DAY, _DAY):
        for match in pattern.finditer(text):
            year, month, day = (_number(match.group(part)) for part in ("year", "month", "day"))
            if month is not None and 1 <= month <= 12 and (day is None or 1 <= day <= 31):
                full = None if year is None else year + 2000 if year < 100 else year
                marks.append(Mark((full, month, day), match.group().strip()))
    return tuple(marks)


def sums_in(text: str) -> tuple[Mark, ...]:
    """Every sum told in 元, 块 or 万."""
    marks = []
    for match in _SUM.finditer(text):
        ten_thousands = _number(match.group("ten_thousands") or match.group("only"))
        rest, tail = _number(match.group("rest")), _number(match.group("tail"))
        if ten_thousands is None and rest is None:
            continue
        value = (ten_thousands or 0) * 10_000 + (rest or 0) + (tail or 0) * 1000
        marks.append(Mark((value, None, None), match.group().strip()))
    return tuple(marks)


def same_mark(first: Mark, second: Mark) -> bool:
    """True when nothing that both tell differs, and both tell the middle of a day or the value of a sum."""
    if (first.values[1] is None) != (second.values[1] is None):
        return False
    return all(one == other for one, other in zip(first.values, second.values, strict=True) if None not in (one, other))


def _number(words: str | None) -> float | None:
    """What a numeral is worth: digits, Chinese digits in a row (二〇二六), or with units (三千二百零五)."""
    if not words:
        return None
    plain = words.replace(",", "")
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", plain):
        return float(plain)
    if not any(char in _UNITS for char in plain):
        digits = [_DIGITS.get(char) for char in plain]
        return None if None in digits else float("".join(map(str, digits)))
    total = 0.0
    digit, unit = 0.0, 1
    for char in plain:
        if char in _UNITS:
            unit = _UNITS[char]
            total += (digit or 1) * unit
            digit = 0.0
        elif char in _DIGITS:
            digit = _DIGITS[char]
            unit = 1 if char in "〇零0" else unit
        else:
            return None
    # 三千二 is 3200: a last digit without a unit belongs to the next lower one.
    return total + digit * (unit // 10 if unit >= 100 else 1)
