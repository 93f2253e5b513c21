"""Amounts of money in digits, Chinese numerals, or both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from nlu.facts.found import Fact

_HAN_DIGIT: Final = "一二两三四五六七八九十几半壹贰叁肆伍陆柒捌玖拾"
_SCALE: Final = "十百千万亿拾佰仟"
_NUMBER: Final = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d{{1,2}})?|\d{{1,12}}(?:\.\d{{1,4}})?|[{_HAN_DIGIT}])"
    rf"[{_SCALE}{_HAN_DIGIT}〇零\d]{{0,16}}"
)
_ABOUT: Final = "(?:好几|来|多|余|把)?"
# 三万多元, 1,600块, 2.1万元, 捌佰元整, 六千来块, 三块五
_WITH_UNIT: Final = re.compile(
    rf"(?:人民币)?(?P<value>{_NUMBER}{_ABOUT}(?:万|千|百)?{_ABOUT}(?:块多?钱|元钱|元整|元多|元|圆整|圆|块多|块|毛钱|美元|港币)"
    rf"(?:(?<=块)[{_HAN_DIGIT}\d](?:毛|角)?(?![{_SCALE}\d个次天年月]))?)"
)
# 四万三, 3千1, 八百多: the unit is left out, but no other unit stands behind
_OTHER_UNITS: Final = (
    "人户名个家次张份条村岁里字只位斤米天年月颗粒盒片支瓶度号公平亩分回趟遍倍种项点小期页行步组届层楼套件台辆户口股头匹担吨克升毫厘秒刻周日方多来余把"
    "姓货"
)
_WITHOUT_UNIT: Final = re.compile(
    rf"(?<![第\d.百千万{_HAN_DIGIT}])(?P<value>(?>(?:\d{{1,5}}(?:\.\d{{1,4}})?|[{_HAN_DIGIT}]{{1,2}})(?:[{_SCALE}]+[〇零]?[{_HAN_DIGIT}\d]?)+)(?:多|来|余)?+)"
    rf"(?![{_OTHER_UNITS}{_SCALE}\d%]|[.,]\d|元|块|分之)"
)
# 自费7200, 一针5500: a bare number only where the words in front speak of money
_BARE: Final = re.compile(
    r"(?:花|刷|自费|费用?|收|交|报|报销|给|要|付|退|扣|退还|补|欠|赔|涨到|一[针盒瓶次回支片年月天])了?(?:我|我们|他)?\s?(?P<value>\d{3,7}(?:\.\d{1,2})?(?:多(?!个|次|人|天))?)"
    r"(?![\d.\-年月日号个次人天张份岁元块万千百亿%路室])"
)
_NO_MONEY: Final = frozenset({"一块", "半块", "几块", "两块", "十一", "十二"})
_WITH_SCALE: Final = re.compile(r"[百千万亿佰仟]")


def find_amounts(text: str) -> Iterator[Fact]:
    """Sums of money (3万多, 八千块, 1,600元); `text` is normalised. 大概 and 左右 are left out of the value."""
    for match in _WITH_UNIT.finditer(text):
        if match.group("value") not in _NO_MONEY:
            yield _fact(match)
    for match in _WITHOUT_UNIT.finditer(text):
        if _WITH_SCALE.search(match.group("value")):
            yield _fact(match)
    for match in _BARE.finditer(text):
        yield _fact(match)


def _fact(match: re.Match[str]) -> Fact:
    return Fact("amount", match.group("value"), *match.span("value"))
