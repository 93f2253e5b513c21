"""Lines of the audit trail as an xlsx file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from casework.documents.safe_sheet import SafeBook

HEADS = ("序号", "时间", "姓名", "帐号", "角色", "做了什么", "关于", "理由")
_WIDTHS = (9.0, 20.0, 14.0, 16.0, 12.0, 26.0, 40.0, 60.0)


def audit_book(lines: Iterable[Sequence[str]], at: datetime) -> bytes:
    """The file; each line has a value for each of HEADS."""
    made = SafeBook()
    sheet = made.sheet("审计记录", _WIDTHS)
    sheet.line(f"审计记录　导出时间：{at:%Y-%m-%d %H:%M}", size=12, bold=True)
    sheet.table(HEADS, lines, freeze=True)
    return made.saved()
