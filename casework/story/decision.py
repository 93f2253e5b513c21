"""The decision a story complains of: its kind, number, day and sum, and the steps taken before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casework.story.parts import DENIED, clauses, sentences

_APPLIED = re.compile(r"申请|提交|交给|交到|交了|递交|递了|报上去|去办|受理")
_RECEIVED = re.compile(
    r"收到|拿到|接到|送达|寄到|领到|签收|发来|送来|寄来|取结果|批下来|[出开]了一?[张份]|回复我|打印了?一?[张份]|"
    r"给了?(?:我|我们)?(?:一[张份封]|[^，。]{0,2}打印|回执|通知|答复)"
)
_DECISION = re.compile(
    r"决定|通知|告知书|答复|批复|认定|处罚|不予|驳回|拒付|核定单|审核表|不给(?:我们|我|他|她)?(?:报|办)"
)
_DAY = re.compile(r"[月日号]|\d[-./]\d")
_NOT_A_DAY = re.compile(r"当天|当日|同一天|那天|第二天|次日")

_REFUSED = re.compile(r"不予受理(?:通知书?|决定书?|告知书?)")
_PAPER = re.compile(
    r"(?:处罚|不予(?!受理)[\u4e00-\u9fff]{1,6}|核定|支付|认定|追缴|处理|拒付)(?:决定|通知|告知|结论)书?|核定单|书面答复"
)

_EARLIER: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("起诉过", re.compile(r"起诉过|起诉了|打过官司|提起过诉讼|法院.{0,6}(?:判了|判决|受理|立案)")),
    ("复议过", re.compile(r"复议过|申请(?:过|了)(?:一次)?(?:行政)?复议|复议(?:决定|结果)")),
    ("复查过", re.compile(r"复查过|申请(?:过|了)(?:一次)?复查|复查的?(?:决定|结果|答复)")),
)
_NEVER = re.compile(
    r"(?:没有?|未)(?:走过|申请过|提过|做过|提起过)?.{0,4}(?:复查|复议|起诉|诉讼|打(?:过)?官司)|"
    r"(?:复查|复议|起诉|官司).{0,6}都没有?"
)

_LOSS = re.compile(r"自己掏|自费|少(?:了|算|报|给|发)|没报|不给报|罚款|拒付|追缴|退回|多收|差了?|要退")
# What belongs to the number of a paper and was cut off it: 应该是(和)医保〔2025〕27号
_CUT_OFF = re.compile(
    r"(?:^|[号是为叫写着有的：:（(，,。；;《\s])(?P<head>(?:(?![号是为叫写着有的])[\u4e00-\u9fff]){1,4})$"
)


def earlier_remedy(story: str) -> str:
    """How far one went before: to court, to review, to recheck, or nowhere; as a keyword of the option's words."""
    for clause in clauses(story):
        for word, pattern in _EARLIER:
            hit = pattern.search(clause)
            if hit and not DENIED.search(clause[: hit.start()]):
                return word
    return "没走过" if _NEVER.search(story) else ""


def applied_date(dates: Sequence[str], story: str) -> str:
    """The one day that stands with the words of handing in an application."""
    days = [day for day in dates if _is_day(day)]
    near = [day for clause in clauses(story) if _APPLIED.search(clause) for day in days if day in clause]
    return near[0] if len(set(near)) == 1 else ""


def decision_date(dates: Sequence[str], story: str) -> str:
    """The one day that stands with the words of a decision: where it was received, before where it was made; empty
    when there is none, or when several would do. “当天” is the day told before it.
    """
    days = [day for day in dates if _is_day(day)]
    same_day = next((one for one in clauses(story) if _RECEIVED.search(one) and _NOT_A_DAY.search(one)), None)
    if same_day is not None:
        before = story[: story.find(same_day)]
        told = [day for day in days if day in before]
        return max(told, key=lambda day: (before.rfind(day), len(day)), default="")
    for words, parts in ((_RECEIVED, clauses), (_RECEIVED, sentences), (_DECISION, clauses), (_DECISION, sentences)):
        near = [day for part in parts(story) if words.search(part) for day in days if day in part]
        if near:
            return near[0] if len(set(near)) == 1 else ""
    return ""


def decision_kind(kinds: Sequence[str], story: str) -> str:
    """A paper that names itself settles it, else what the found words agree on; no paper named: still no decision."""
    if _REFUSED.search(story):
        return "refused_acceptance"
    if _PAPER.search(story):
        return "other_decision"
    if len(set(kinds)) == 1:
        return kinds[0]
    return "no_decision_yet" if "no_decision_yet" in kinds else ""


def document_number(numbers: Sequence[str], story: str) -> str:
    """The first number found, with the characters in front that belong to it."""
    found = next(iter(numbers), "")
    cut_off = _CUT_OFF.search(story[: story.find(found)]) if found in story else None
    return (cut_off.group("head") if cut_off else "") + found


def amount(amounts: Sequence[str], story: str) -> str:
    """The sum it is about: the only one, or the one beside words of loss; empty where several would do."""
    if len(set(amounts)) <= 1:
        return next(iter(amounts), "")
    lost = [one for clause in clauses(story) if _LOSS.search(clause) for one in amounts if one in clause]
    return lost[0] if len(set(lost)) == 1 else ""


def _is_day(date: str) -> bool:
    return _DAY.search(date) is not None and _NOT_A_DAY.search(date) is None
