"""Which day is meant: “去年十二月三号”, “上个月15号”, “前天” — counted from the day it is said."""

from __future__ import annotations

import re
from datetime import date, timedelta

from casework.marks import days_in

_AGO = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2, "大前天": 3}
_AGO_WORDS = re.compile("大前天|今天|今日|昨天|昨日|前天|前日")
_NUMERAL = "[0-9〇零一二两三四五六七八九十]{1,3}"
_DAYS_AGO = re.compile(rf"({_NUMERAL})\s*天(?:以|之)?前")
_YEARS_BACK = {"前年": 2, "去年": 1, "今年": 0, "明年": -1}
_YEAR_WORD = re.compile("前年|去年|今年|明年")
_MOON = re.compile("农历|阴历|旧历|腊月|正月|初[一二三四五六七八九十]")
_MONTH_WORD = re.compile(rf"(上上个?月|上个?月|这个?月|本月)\s*的?\s*({_NUMERAL})\s*[号日]")
_WEEKDAY = re.compile("(上上|上|这|本)?个?(?:星期|礼拜|周)([一二三四五六日天])")
_WEEKDAYS = {word: index for index, words in enumerate("一二三四五六") for word in words} | {"日": 6, "天": 6}
_BACK = {"上上": 2, "上": 1, "这": 0, "本": 0}


def day_said(text: str, today: date) -> date | None:
    """The one day a text names; None for none, for several, for words that leave the day open (“上个月中旬”), and for a
    day of the lunar calendar.

    A day without its year, or a weekday without its week, is the latest one that is not after `today`; a day after
    `today` is given as it was said.
    """
    if _MOON.search(text):
        return None
    found = {day for day in (*_counted_back(text, today), *_of_the_calendar(text, today)) if day is not None}
    return found.pop() if len(found) == 1 else None


def written(day: date) -> str:
    """The day as a form shows it."""
    return f"{day.year}年{day.month}月{day.day}日"


def _counted_back(text: str, today: date) -> list[date | None]:
    days: list[date | None] = [today - timedelta(days=_AGO[word]) for word in _AGO_WORDS.findall(text)]
    days += [today - timedelta(days=_small(number)) for number in _DAYS_AGO.findall(text)]
    for which, number in _MONTH_WORD.findall(text):
        months = today.year * 12 + today.month - 1 - _BACK[which.removesuffix("月").removesuffix("个")]
        days.append(_day(months // 12, months % 12 + 1, _small(number)))
    for which, word in _WEEKDAY.findall(text):
        day = today + timedelta(days=_WEEKDAYS[word] - today.weekday() - 7 * _BACK.get(which, 0))
        days.append(day if which or day <= today else day - timedelta(days=7))
    return days


def _of_the_calendar(text: str, today: date) -> list[date | None]:
    years = [_YEARS_BACK[word] for word in _YEAR_WORD.findall(text)]
    days = []
    for mark in days_in(text):
        year, month, day = (None if part is None else int(part) for part in mark.values)
        if month is None or day is None:
            continue
        if year is None and len(years) == 1:
            year = today.year - years[0]
        if year is None:
            year = today.year if (month, day) <= (today.month, today.day) else today.year - 1
        days.append(_day(year, month, day))
    return days


def _small(numeral: str) -> int:
    """Up to 99, in figures or characters (二十八)."""
    if numeral.isascii():
        return int(numeral)
    tens, ten, ones = numeral.partition("十")
    values = {char: index for index, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "": 0}
    if not ten:
        return int("".join(str(values[char]) for char in numeral))
    return (values[tens] if tens else 1) * 10 + values[ones]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
