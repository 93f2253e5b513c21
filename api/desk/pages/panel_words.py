"""Small pieces of the side panel: a confidence in words, a clause with the button that copies it with its source."""

from collections.abc import Sequence

from api.desk.still import Still, still
from knowledge import Citation, RuleBook
from knowledge.passages import fault_of_quote

NOTHING = Still("")
_SURE = ((0.85, "很有把握"), (0.6, "较有把握"), (0.0, "把握不大"))
_TENTHS = 10


def joined(parts: Sequence[Still | str]) -> Still:
    """Pieces one after the other, without anything around them."""
    return Still("".join(str(part) for part in parts if isinstance(part, Still)))


def how_sure(share: float, *, sure: bool) -> tuple[str, int]:
    """A confidence in words, and in tenths for the bar beside them."""
    words = next(words for least, words in _SURE if share >= least) if sure else "拿不准，先问清"
    return words, max(0, min(_TENTHS, round(share * _TENTHS)))


def copied(book: RuleBook, words: str, citation: Citation) -> str:
    """A statement with its source, ready to be pasted; a defective quote is left out and named so."""
    row, source = book.row(citation.row), book.source(citation.source)
    if source.kind == "house":
        return f"{words}\n——{citation.title}（不是法律依据），{citation.clause}，规则 {citation.row}"
    fault = fault_of_quote(book, row)
    quote = "（这里的原文有记录的缺陷，不引用）" if fault else f"“{citation.quote}”" if citation.quote else ""
    lines = [words if words != citation.quote else "", quote]
    where = f"——《{citation.title}》{citation.clause}，来源 {citation.source}，规则 {citation.row}"
    return "\n".join([*(line for line in lines if line), where])


def clause(book: RuleBook, words: str, citation: Citation) -> Still:
    """Where a statement stands, and the button that copies it with its source."""
    copying = {"data_copy": copied(book, words, citation), "data_done": "已复制", "data_failed": "没能复制"}
    where = f"《{citation.title}》{citation.clause}：{citation.quote}"
    name = f"复制，带出处：{citation.clause}"
    return still(
        "span",
        still("span", citation.clause, classes="mp-clause", title=where),
        still("button", "复制", classes="mp-copy", type="button", aria_label=name, **copying),
        classes="mp-where",
    )
