"""The upload protocol of FILES_API as a stand-in: pieces kept in memory, faults on demand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

Answer = tuple[int, Any, dict[str, str]]
LIMITS = {
    "files_max": 20,
    "total_bytes": 1 << 30,
    "kinds": [
        {"kind": "picture", "bytes": 20 << 20},
        {"kind": "pdf", "bytes": 50 << 20},
        {"kind": "audio", "bytes": 100 << 20},
        {"kind": "video", "bytes": 500 << 20},
    ],
    "accept": "image/jpeg,image/png,application/pdf,audio/*,video/*",
}
REFUSED = "这份材料是压缩包，不能收。请把里面的照片或 PDF 一份一份地交。"


@dataclass
class Kept:
    """One file: what has arrived of it, and for which registration."""

    name: str
    size: int
    client_id: str
    number: str | None = None
    data: bytes = b""
    state: str = "receiving"


@dataclass
class MockFiles:
    """Files by id. `faults` are used up one per PATCH: "drop" (taken, no answer), "lose" (not taken, no answer),
    "full" (503 storage_full), "busy" (429), "behind" (the offset is said to be 0), "refuse"."""

    chunk: int = 4
    files: dict[str, Kept] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def handle(self, method: str, file_id: str, body: Any, headers: Any) -> Answer | None:
        """The answer, or None when the line breaks instead."""
        self.asked.append((method, file_id))
        if not file_id:
            return self._list() if method == "GET" else self._create(body)
        kept = self.files.get(file_id)
        if kept is None:
            return _refused(404, "file_gone", "没有这份材料。")
        if method == "DELETE":
            del self.files[file_id]
            return 204, None, {}
        if method == "HEAD":
            return 200, None, {"Upload-Offset": str(len(kept.data)), "Upload-Length": str(kept.size)}
        return self._take(file_id, kept, body, int(headers["Upload-Offset"]))

    def _list(self) -> Answer:
        rows = [
            {
                "id": file_id,
                "name": kept.name,
                "kind": "picture",
                "size": kept.size,
                "received": len(kept.data),
                "state": kept.state,
                "number": kept.number,
                "notes": ["拍摄地点等信息已去掉。"] if kept.state == "kept" else [],
            }
            for file_id, kept in self.files.items()
        ]
        return 200, {"files": rows, "limits": LIMITS, "hint": "可以交照片、PDF、录音、录像。"}, {}

    def _create(self, body: Any) -> Answer:
        for file_id, kept in self.files.items():
            if kept.client_id == body["client_id"]:
                return 200, {"id": file_id, "offset": len(kept.data), "chunk_bytes": self.chunk}, {}
        if body["size"] == 0:
            return _refused(422, "file_empty", "这份材料是空的，里面没有内容。")
        file_id = uuid4().hex
        self.files[file_id] = Kept(body["name"], body["size"], body["client_id"], body.get("number"))
        return 201, {"id": file_id, "offset": 0, "chunk_bytes": self.chunk}, {}

    def _take(self, file_id: str, kept: Kept, body: bytes, offset: int) -> Answer | None:
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "lose":
            return None
        if fault == "full":
            return _refused(503, "storage_full", "现在放不下了，请过一会儿再试。")
        if fault == "busy":
            return 429, {"error": {"code": "too_many_requests", "message": "太快了。"}}, {"Retry-After": "0"}
        if fault == "refuse":
            del self.files[file_id]
            return _refused(422, "file_archive", REFUSED)
        if offset != len(kept.data):
            return 409, {"error": {"code": "wrong_offset", "message": ""}}, {"Upload-Offset": str(len(kept.data))}
        kept.data += body
        if fault == "drop":
            return None
        if len(kept.data) < kept.size:
            return 204, None, {"Upload-Offset": str(len(kept.data))}
        kept.state = "kept"
        row = {"id": file_id, "name": kept.name, "kind": "picture", "size": kept.size, "state": "kept"}
        return 200, row | {"notes": ["拍摄地点等信息已去掉。"]}, {}


def _refused(status: int, code: str, message: str) -> Answer:
    return status, {"error": {"code": code, "message": message}}, {}
