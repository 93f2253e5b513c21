"""An engine that reads by single words: quick, the same every time, and near enough to the real one to fill a form."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from tests.casework.builders import matter, parse_of

_WORDS = (
    (("举报", "骗保", "刷成"), {"B1-1": 0.93, "B1-2": 0.04, "B2-1": 0.02}),
    (("报销", "不予报销", "少算"), {"A2-7": 0.88, "A2-8": 0.08, "A2-1": 0.03}),
    (("建议",), {"D-1": 0.95, "A2-7": 0.02}),
    (("公开",), {"C1-1": 0.94, "D-1": 0.03}),
    (("备案",), {"consult_remote_filing": 0.95, "A2-9": 0.03}),
)
_INSTITUTION = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:大药房|医院|药店|卫生院)")
_LEADS = re.compile("^(我要|我想|要|举报|投诉|就是|在)+")
_DAY = re.compile(r"\d{1,2}月\d{1,2}[日号]")


class WordEngine:
    """`wait`: seconds that each reading takes; `heard`: the texts it was given."""

    model_name = "words"

    def __init__(self, wait: float = 0.0) -> None:
        self.wait = wait
        self.heard: list[str] = []

    async def start(self) -> None:
        """Nothing to load."""

    async def stop(self) -> None:
        """Nothing to let go."""

    async def turn(self, sender: str, text: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"text": f"听到：{text}", "buttons": [], "custom": {}}]

    async def petition_state(self, sender: str) -> dict[str, Any] | None:
        return None

    async def parse(self, text: str) -> dict[str, Any]:
        self.heard.append(text)
        await asyncio.sleep(self.wait)
        matters = []
        for words, ranking in _WORDS:
            hits = [word for word in words if word in text]
            if hits:
                evidence = [(word, 1.0) for word in hits]
                matters.append(matter(ranking, span=(text.index(hits[0]), len(text)), evidence=evidence))
        found = [_LEADS.sub("", name) for name in _INSTITUTION.findall(text)]
        entities = [("institution", name) for name in found if name] + [("date", day) for day in _DAY.findall(text)]
        if "不予报销" in text:
            entities.append(("decision_kind", "other_decision"))
        return parse_of(text, *matters, entities=entities)
