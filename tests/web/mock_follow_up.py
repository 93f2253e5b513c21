"""The follow-up interface as a stand-in: one case, one code, what is handed over is kept and shown again."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from tests.web.mock_files import Answer, MockFiles

NUMBER, CODE = "JB202511220001", "1234567890123456"
ART_23 = {
    "title": "示例举报处理细则",
    "clause": "第二十三条",
    "quote": "举报人撤回举报的，不影响已经立案的案件继续办理。（示例文字）",
    "row": "x",
    "source": "x",
}
CASE: dict[str, Any] = {
    "number": NUMBER,
    "title": "举报线索登记",
    "anonymous": False,
    "state": {
        "id": "pre_checked",
        "label": "正在看材料",
        "plain": "工作人员正在看您交来的情况齐不齐。",
        "day": "2025-11-24",
    },
    "steps": [
        {"label": "已登记", "status": "done", "day": "2025-11-22"},
        {"label": "初步审查", "status": "now", "day": "2025-11-24"},
        {"label": "受理", "status": "ahead", "day": ""},
        {"label": "立案调查", "status": "ahead", "day": ""},
        {"label": "办结", "status": "ahead", "day": ""},
    ],
    "next": [{"text": "看完以后，会决定受理还是转给管这件事的部门，并告诉您。", "citation": ART_23}],
    "questions": [],
    "entries": [],
    "withdrawal": {
        "lines": [
            {"text": "已经立案的，撤回以后案件照样查下去。", "citation": ART_23},
            {"text": "撤回以后，办理结果不再告诉您。", "citation": None},
        ]
    },
    "can": {"add": True, "files": True, "withdraw": True},
}


@dataclass
class MockFollowUp:
    """The knobs: `case` is what /status says; `faults` are used up one per request that hands something over
    ("drop_before": nothing taken, no answer; "drop_after": taken, no answer; a status)."""

    case: dict[str, Any] = field(default_factory=lambda: copy.deepcopy(CASE))
    files: MockFiles = field(default_factory=MockFiles)
    tokens: set[str] = field(default_factory=set)
    tries: list[dict[str, str]] = field(default_factory=list)
    papers: list[dict[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    idle_minutes: float = 30

    def handle(self, method: str, path: str, body: Any, headers: Any) -> Answer | None:
        """The answer, or None when the line breaks instead."""
        token = (headers.get("Authorization") or "").removeprefix("Bearer ")
        if (method, path) == ("POST", "/sessions"):
            return self._open(body)
        if token not in self.tokens:
            return 401, {"error": {"code": "session_unknown", "message": "查询已经结束，请再填一次。"}}, {}
        if (method, path) == ("DELETE", "/sessions"):
            self.tokens.discard(token)
            return 204, None, {}
        if path.startswith("/files"):
            return self.files.handle(method, path.removeprefix("/files").strip("/"), body, headers)
        if (method, path) == ("GET", "/status"):
            return 200, self.case, {}
        return self._hand_over(path, body)

    def _open(self, body: dict[str, str]) -> Answer:
        self.tries.append(body)
        if (body["number"], body["code"]) != (NUMBER, CODE):
            return 403, {"error": {"code": "wrong_receipt", "message": "编号和查询码对不上，请对照回执再看一遍。"}}, {}
        token = f"follow-{len(self.tokens)}"
        self.tokens.add(token)
        return 201, {"token": token, "idle_minutes": self.idle_minutes}, {}

    def _hand_over(self, path: str, body: dict[str, Any]) -> Answer | None:
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "drop_before":
            return None
        if fault.isdigit():
            return int(fault), {"error": {"code": "mock", "message": "系统正忙，请稍后再试。"}}, {}
        kind = {"/additions": "addition", "/answers": "answer", "/withdrawal": "withdrawal"}[path]
        self.write(kind, "citizen", body.get("text", ""))
        if kind == "answer":
            self.case["questions"] = [one for one in self.case["questions"] if one["sequence"] != body["sequence"]]
        if kind == "withdrawal":
            self.case["can"] = {"add": False, "files": False, "withdraw": False}
            self.case["state"] = {
                "id": "withdrawn",
                "label": "已撤回",
                "plain": "您已经撤回，不再办理。",
                "day": "2025-11-25",
            }
        return None if fault == "drop_after" else (201, {"sequence": len(self.case["entries"])}, {})

    def write(self, kind: str, author: str, text: str) -> None:
        """One more entry of the case."""
        sequence = len(self.case["entries"]) + 1
        entry = {"sequence": sequence, "kind": kind, "author": author, "day": "2025-11-25", "text": text}
        self.case["entries"].append(entry)
        if kind == "question":
            self.case["questions"].append(entry)
