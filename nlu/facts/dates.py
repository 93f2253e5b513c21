"""Days, months, years and periods of the calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from nlu.facts.found import Fact

_HAN_DIGIT: Final = "〇零一二三四五六七八九"
_YEAR: Final = (
    rf"(?:(?:19|20)\d\d|二[〇零0][{_HAN_DIGIT}]{{2}}|一九[{_HAN_DIGIT}]{{2}}"
    # two digits are a year only before a month: 一八年三月, but not 干了一八年
    rf"|[〇零一二][{_HAN_DIGIT}](?=年(?:[1-9一二三四五六七八九十正腊冬]|底|初)))年度?"
)
_RELATIVE_YEAR: Final = r"(?:今年|去年|大前年|前年|明年|后年|当年|同年|上年|本年)度?"
_MONTH: Final = (
    r"(?<![\d个第几])(?:1[0-2]|0?[1-9]|十[一二]?|(?<!十)[一二三四五六七八九正腊冬])月(?!结|子|票|饼|经|嫂|光|租)份?"
)
_ONE_TO_NINE: Final = "一二三四五六七八九"
_HAN_DAY: Final = (
    rf"(?:三十一?|二十[{_ONE_TO_NINE}]?|十[{_ONE_TO_NINE}]?|[{_ONE_TO_NINE}]|初[{_ONE_TO_NINE}十]|廿[{_ONE_TO_NINE}])"
)
_DAY: Final = (
    rf"(?:(?:3[01]|[12]\d|0?[1-9])(?:日|号)|{_HAN_DAY}(?:日|号)"
    rf"|(?<=月)(?:{_HAN_DAY}|3[01]|[12]\d)(?![\d个次天万千百元块年点多]))"
)
_PART_OF_MONTH: Final = r"(?:[上中下]旬|月?底|月?初|月?末)"
_HOLIDAY: Final = r"春节|国庆节?|元旦|中秋节?|端午节?|清明节?|五一(?!路|街|村|镇)"
_SEASON: Final = r"春天|夏天|秋天|冬天|春上|入冬|入秋|入夏|开春|过年"
_PART_OF_YEAR: Final = rf"(?:年?[初底末中](?!药|医|期|的时候)|上半年|下半年|第?[一二三四]季度|{_HOLIDAY}|{_SEASON})"
_HOUR: Final = r"(?:上午|下午|晚上|早上|早晨|中午|凌晨|夜里|晚)?"
_POINT: Final = (
    rf"(?:(?:{_YEAR}|{_RELATIVE_YEAR})的?(?:农历|阴历)?{_MONTH}(?:{_DAY}|{_PART_OF_MONTH})?{_HOUR}"
    rf"|(?:农历|阴历)?{_MONTH}(?:{_DAY}|{_PART_OF_MONTH})?{_HOUR}"
    rf"|(?:{_YEAR}|{_RELATIVE_YEAR}){_PART_OF_YEAR}?"
    r"|(?<![\d.])(?:19|20)\d\d[-./](?:1[0-2]|0?[1-9])(?:[-./](?:3[01]|[12]\d|0?[1-9]))?(?![\d])"
    rf"|(?:上上|上|这|下|本)个?(?:月|周|星期|礼拜)(?!费|刊|围|转)(?:{_DAY}|{_PART_OF_MONTH}|[初底末中](?!间)|[一二三四五六日天](?!个))?{_HOUR}"
    rf"|(?:大前天|大后天|昨天|前天|今天|明天|后天|昨日|今日|昨晚|今早|当天){_HOUR}"
    rf"|(?<![去今前明同\d一二三四五六七八九十几多两半])(?:年初|年底|年中|年末|月初|月底|月末|{_HOLIDAY}|正月|腊月)"
    rf"|(?<![\d第〔])(?:3[01]|[12]\d|[1-9])(?:日(?!元)|号(?!窗|楼|线|文|床|院|门|柜|店|机|令|厂|矿|公|,?文)){_HOUR})"
)
_DATE: Final = re.compile(rf"{_POINT}(?:(?:至|到|-|—|~)+{_POINT})?(?:期间|前后)?")
_MONTH_AND_DAY: Final = re.compile(r"(?<![\d.])(?:1[0-2]|[1-9])\.(?:3[01]|[12]\d|[1-9])(?=那天|当天|号|日)")
_AGE: Final = re.compile(
    r"\s?(?:我|我妈|我爸|他|她|老人)?(?:都|已经|才|快|刚|虚岁|整|满)?\s?[\d一二三四五六七八九十]{1,4}(?:多|来)?岁"
)


def find_dates(text: str) -> Iterator[Fact]:
    """Days, months, years and relative dates (去年底, 三月份, 上个月); `text` is normalised. 今年 that says how old
    somebody is, and durations, are none.
    """
    for pattern in (_DATE, _MONTH_AND_DAY):
        for match in pattern.finditer(text):
            if not (match.group() == "今年" and _AGE.match(text, match.end())):
                yield Fact("date", match.group(), match.start(), match.end())
