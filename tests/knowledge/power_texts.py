"""Puts the source of each power list together again from its rows, white space aside, to compare it by hash.

The hashes in `power_hashes.yml` were taken from the documents themselves, not from the rows; the documents are not part
of this repository.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from knowledge import FlowChart, Power, PowerList

_BLANK = re.compile(r"\s+")
_JL_TITLE = "吉林省医疗保障局权责事项清单（2022年版）"
_XC_TITLE = "项城市医疗保障局保留的权责清单（行政职权运行流程图）"
_XC_HEAD = "序号职权名称子项实施依据办理环节责任事项责任科室承诺时限法定时限收费情况及依据"


def expected() -> dict[str, Any]:
    """`documents` and `rows`: name or id -> first 16 hex digits of the SHA-256 of the text without white space."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "power_hashes.yml").read_text(encoding="utf-8"))
    return loaded


def fingerprint(text: str) -> str:
    return hashlib.sha256(_BLANK.sub("", text).encode()).hexdigest()[:16]


def text_of(power: Power) -> str:
    """Everything the source says in this row, in the order of its columns."""
    return {"jl2022": _jilin, "hz": _hongze, "xc2022": _xiangcheng}[power.source](power)


def jilin_document(powers: Iterable[Power], charts: Iterable[FlowChart]) -> str:
    tables = "".join(_JL_TITLE + text_of(power) for power in powers)
    titles = "".join(f"{chart.number}.{chart.title}" for chart in charts)
    return f"附件{tables}吉林省医疗保障局权力运行流程图{titles}"


def xiangcheng_document(front: PowerList, powers: Iterable[Power]) -> str:
    opening = "".join(front.front) + "附件1" + "".join(front.catalogue)
    return opening + ":" + "".join(_XC_TITLE + text_of(power) for power in powers)


def _jilin(power: Power) -> str:
    fields = power.fields
    columns = [
        ("序号", power.number),
        ("权力类型", power.kind),
        ("权力事项名称", power.name),
        ("实施主体", power.implementer or ""),
        (fields["承办栏标题"], power.office or ""),
        (fields["依据栏标题"], "".join(power.basis)),
        ("责任事项", fields["责任事项"]),
        ("权力运行结果公示", fields["权力运行结果公示"]),
        *((name, fields[name]) for name in ("检查方式", "追责情形", "担责方式", "担责情形") if name in fields),
        ("监督电话", power.phones[0].number),
    ]
    # the source numbers the tenth line of item 3 with a 0 (recorded in JL22-LIST)
    numbers = ["0" if (power.number, index) == ("3", 10) else str(index) for index in range(1, len(columns) + 1)]
    return "".join(number + name + text for number, (name, text) in zip(numbers, columns, strict=True))


def _hongze(power: Power) -> str:
    fields = power.fields
    return "|".join(
        [
            power.number,
            fields["业务领域"],
            fields.get("编码", ""),
            power.name,
            power.sub_item or "",
            power.kind,
            "".join(power.basis),
            *(fields[name] for name in ("行使层级和内容", "履责方式", "追责情形", "承担或行使机构", "改革意见")),
            fields["能否公开及理由"],
            fields.get("备注", ""),
        ]
    )


def _xiangcheng(power: Power) -> str:
    fields = power.fields
    # 处罚, 强制 and 稽核 repeat the office in each step; in the others one merged cell holds it, or each step its own
    repeated = power.kind in ("行政处罚", "行政强制") or power.id == "XC-JC-5"
    merged_limits = power.id != "XC-QT-1"
    text = f"职权类别：{power.kind}{_XC_HEAD}{power.number}{power.name}{power.sub_item or ''}{''.join(power.basis)}"
    for index, step in enumerate(power.steps):
        first = index == 0
        text += step.name + step.text
        text += step.office or ((power.office or "") if first or repeated else "")
        of_row = merged_limits and first
        text += step.promised_limit or ((power.promised_limit or fields.get("承诺时限", "")) if of_row else "")
        text += step.statutory_limit or ((power.statutory_limit or fields.get("法定时限", "")) if of_row else "")
        text += fields["收费情况及依据"] if first else ""
    service, complaint = power.phones
    text += f"服务电话：{service.number}投诉机构：{fields['投诉机构']}投诉电话：{complaint.number}"
    return text + f"受理地点：{power.address}"
