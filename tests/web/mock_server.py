"""A stand-in for api/citizen that speaks the chat protocol (contract C) with scripted replies and faults on demand.

`python tests/web/mock_server.py --port 8900` serves the page for looking at it; the tests start it in their own process
and turn its faults on through the `MockChat` object.
"""

from __future__ import annotations

import argparse
import json
import queue
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.web.mock_divisions import divisions
from tests.web.mock_files import Answer, MockFiles
from tests.web.mock_follow_up import MockFollowUp

WEB = Path(__file__).resolve().parents[2] / "api" / "citizen" / "web"
CHINA = timezone(timedelta(hours=8))
POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors *"
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}
ERRORS = {
    401: "对话已过期，请重新开始。",
    404: "没有这个页面。",
    422: "内容太长了，请分几次发送。",
    429: "发送太快，请稍等。",
}
Message = dict[str, Any]


@dataclass
class Session:
    """One conversation: every message in order, the client ids already taken, and the streams open on it."""

    messages: list[Message] = field(default_factory=list)
    taken: dict[str, int] = field(default_factory=dict)
    listeners: list[queue.Queue[tuple[str, Message] | None]] = field(default_factory=list)


class MockChat:
    """The whole mock. Faults are plain attributes; `post_faults` are used up one per POST.

    A post fault is a status ("500", "429", "503", "422", "401"), "drop_before" (no answer, nothing taken),
    "drop_after" (taken, but no answer) or "slow" (answered after a second).
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.sessions: dict[str, Session] = {}
        self.post_faults: list[str] = []
        self.skip_once: set[int] = set()
        self.hold_streams = False
        self.twice = False
        self.state: Message = {"ready": True, "message": "", "progress": None}
        self.reply_delay = 0.05
        self.greeting = "greeting"
        self.posts: list[Message] = []
        self.talks_with = "bot"
        self.typed: list[bool] = []
        self.silent = False
        self.regions: list[str | None] = []
        self.documents: list[dict[str, str]] = []
        self.document_fails = False
        self.stream_count = 0
        self.resumed_after: list[int] = []
        self.extra_pages: dict[str, str] = {}
        self.files = MockFiles()
        self.follow_up = MockFollowUp()
        self.samples: dict[str, Message] = json.loads((WEB / "patterns.json").read_text(encoding="utf-8"))

    def open_session(self, region: str | None) -> str:
        token = uuid4().hex
        with self.lock:
            self.regions.append(region)
            self.sessions[token] = Session()
        if self.greeting:
            self.say(token, self.greeting)
        return token

    def add(self, token: str, message: Message) -> int:
        """Append one message and hand it to every open stream; returns its id."""
        with self.lock:
            session = self.sessions[token]
            whole = {"buttons": [], "card": None, "client_id": None, **message, "id": len(session.messages) + 1}
            whole["at"] = datetime.now(CHINA).isoformat(timespec="seconds")
            session.messages.append(whole)
            for listener in session.listeners:
                listener.put(("message", whole))
            return int(whole["id"])

    def say(self, token: str, sample: str) -> int:
        """Let the bot send one of the samples of patterns.json, or the text itself when it is none."""
        return self.add(token, self.samples.get(sample, {"from": "bot", "text": sample}))

    def signal(self, token: str, name: str, data: Message) -> None:
        with self.lock:
            for listener in self.sessions[token].listeners:
                listener.put((name, data))

    def say_all(self, text: str) -> None:
        """Send to every session, as an agent or a second thought of the bot would."""
        for token in list(self.sessions):
            self.say(token, text)

    def now_with(self, who: str) -> None:
        """A person is called, comes or goes: told to every open page."""
        self.talks_with = who
        self.silent = who == "person"
        for token in list(self.sessions):
            self.signal(token, "thread", {"with": who})

    def agent(self, text: str) -> None:
        """A person says something to everybody."""
        for token in list(self.sessions):
            self.add(token, {"from": "agent", "text": text})

    def drop_streams(self) -> None:
        """Cut every open stream, as a proxy or a tunnel under a mountain does."""
        with self.lock:
            for session in self.sessions.values():
                for listener in session.listeners:
                    listener.put(None)

    def expire(self) -> None:
        self.drop_streams()
        with self.lock:
            self.sessions.clear()

    def take(self, token: str, body: Message) -> tuple[int, Message]:
        """One message of the citizen: status and answer. The same client id is never taken twice."""
        with self.lock:
            session = self.sessions[token]
            client_id = body["client_id"]
            if client_id in session.taken:
                return 200, {"client_id": client_id, "event_id": session.taken[client_id], "duplicate": True}
            sent = {"from": "citizen", "text": body["text"], "client_id": client_id}
            event_id = self.add(token, sent)
            session.taken[client_id] = event_id
        if self.silent:
            return 202, {"client_id": client_id, "event_id": event_id, "duplicate": False}
        threading.Thread(target=self._answer, args=(token, body["text"]), daemon=True).start()
        return 202, {"client_id": client_id, "event_id": event_id, "duplicate": False}

    def _answer(self, token: str, text: str) -> None:
        self.signal(token, "typing", {"on": True})
        time.sleep(self.reply_delay)
        with self.lock:
            if token not in self.sessions:
                return
            self.signal(token, "typing", {"on": False})
            self.say(token, text if text in self.samples else f"收到：{text}")


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.0 on purpose: a stream then simply ends with its connection."""

    chat: MockChat

    def log_message(self, format: str, *args: object) -> None:
        return

    def _send(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _json(self, status: int, value: object) -> None:
        self._send(status, json.dumps(value, ensure_ascii=False).encode(), "application/json")

    def _error(self, status: int) -> None:
        message = ERRORS.get(status, "服务出了点问题，请稍后再试。")
        self._json(status, {"error": {"code": f"mock_{status}", "message": message}})

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _token(self) -> str | None:
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        return token if token in self.chat.sessions else None

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/chat/state":
            self._json(200, self.chat.state)
        elif address.path == "/chat/events":
            self._events(parse_qs(address.query))
        elif address.path.startswith("/api/v1/"):
            self._interface("GET")
        elif address.path in self.chat.extra_pages:
            self._send(200, self.chat.extra_pages[address.path].encode(), "text/html")
        else:
            pages = {"/": "index.html", "/progress": "progress.html", "/embed.js": "embed.js"}
            name = pages.get(address.path, address.path.removeprefix("/static/"))
            self._asset(WEB / name)

    def _asset(self, path: Path) -> None:
        if path.resolve().parent != WEB or not path.is_file():
            self._error(404)
            return
        headers = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}
        self._send(200, path.read_bytes(), TYPES[path.suffix], headers)

    def _events(self, query: dict[str, list[str]]) -> None:
        token = self._token()
        if token is None:
            self._error(401)
            return
        session = self.chat.sessions[token]
        last = int(self.headers.get("Last-Event-ID") or 0)
        if query.get("wait") == ["0"]:
            events = [m for m in session.messages if m["id"] > last]
            self._json(200, {"events": events, "thread": {"with": self.chat.talks_with}})
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self._stream(session, last)

    def _stream(self, session: Session, last: int) -> None:
        inbox: queue.Queue[tuple[str, Message] | None] = queue.Queue()
        with self.chat.lock:
            self.chat.stream_count += 1
            self.chat.resumed_after.append(last)
            for message in session.messages[last:]:
                inbox.put(("message", message))
            session.listeners.append(inbox)
        try:
            if not self.chat.hold_streams:
                self.wfile.write(b": ping\n\n")
            self._write_event("thread", {"with": self.chat.talks_with})
            while (item := inbox.get()) is not None:
                self._write_event(*item)
        except OSError:
            return
        finally:
            with self.chat.lock:
                session.listeners.remove(inbox)

    def _write_event(self, name: str, data: Message) -> None:
        if self.chat.hold_streams:
            return
        if name == "message" and data["id"] in self.chat.skip_once:
            self.chat.skip_once.discard(data["id"])
            return
        head = f"id: {data['id']}\n" if name == "message" else ""
        event = f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
        # In two pieces, cut inside a character: what a slow line does.
        for piece in (event[: len(event) // 2], event[len(event) // 2 :]) * (2 if self.chat.twice else 1):
            self.wfile.write(piece)
            self.wfile.flush()

    def do_POST(self) -> None:
        routes: dict[str, Callable[[bytes], None]] = {
            "/chat/sessions": self._open,
            "/chat/messages": self._message,
            "/chat/typing": self._typing,
            "/chat/document": self._document,
            "/api/v1/follow-up/document": self._followed_document,
        }
        if self.path in routes:
            routes[self.path](self._body())
        else:
            self._interface("POST")

    def do_HEAD(self) -> None:
        self._interface("HEAD")

    def do_PATCH(self) -> None:
        self._interface("PATCH")

    def do_DELETE(self) -> None:
        self._interface("DELETE")

    def _interface(self, method: str) -> None:
        """Everything under /api/v1: divisions, files of the chat, following up."""
        address = urlsplit(self.path)
        raw = self._body()
        is_json = (self.headers.get("Content-Type") or "").startswith("application/json")
        body = json.loads(raw) if is_json and raw else raw
        path = address.path.removeprefix("/api/v1")
        answer: Answer | None
        if path == "/divisions":
            answer = (200, divisions({name: values[0] for name, values in parse_qs(address.query).items()}), {})
        elif path.startswith("/follow-up"):
            answer = self.chat.follow_up.handle(method, path.removeprefix("/follow-up"), body, self.headers)
        elif self._token() is None:
            answer = (401, {"error": {"code": "session_unknown", "message": ERRORS[401]}}, {})
        else:
            answer = self.chat.files.handle(method, path.removeprefix("/chat/files").strip("/"), body, self.headers)
        if answer is None:
            return
        status, value, headers = answer
        content = b"" if value is None else json.dumps(value, ensure_ascii=False).encode()
        self._send(status, content, "application/json", headers)

    def _open(self, body: bytes) -> None:
        self._json(201, {"token": self.chat.open_session(json.loads(body)["region"]), "events": 0})

    def _message(self, body: bytes) -> None:
        message = json.loads(body)
        self.chat.posts.append(message)
        fault = self.chat.post_faults.pop(0) if self.chat.post_faults else ""
        if fault == "drop_before":
            return
        if fault == "slow":
            time.sleep(1)
        if fault.isdigit():
            self._error(int(fault))
            return
        token = self._token()
        if token is None:
            self._error(401)
            return
        status, answer = self.chat.take(token, message)
        if fault != "drop_after":
            self._json(status, answer)

    def _typing(self, body: bytes) -> None:
        self.chat.typed.append(json.loads(body)["on"])
        self._send(204, b"", "application/json")

    def _document(self, body: bytes) -> None:
        fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        self.chat.documents.append(fields)
        if self.chat.document_fails or fields.get("token") not in self.chat.sessions:
            self._error(503)
            return
        headers = {"Content-Disposition": 'attachment; filename="registration.docx"'}
        self._send(200, b"PK mock document", "application/octet-stream", headers)

    def _followed_document(self, body: bytes) -> None:
        fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        self.chat.follow_up.papers.append(fields)
        if fields.get("token") not in self.chat.follow_up.tokens:
            self._error(401)
            return
        headers = {"Content-Disposition": 'attachment; filename="paper.docx"'}
        self._send(200, b"PK mock document", "application/octet-stream", headers)


class MockServer(ThreadingHTTPServer):
    """The mock on a free port of this machine (or the one given); `chat` turns its knobs."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        self.chat = MockChat()
        super().__init__(("127.0.0.1", port), type("BoundHandler", (Handler,), {"chat": self.chat}))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle of an answer is everyday here, not an error."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8900)
    server = MockServer(parser.parse_args().port)
    server.chat.reply_delay = 1.2
    sys.stdout.write(f"{server.url}/  (send one of: {', '.join(server.chat.samples)})\n")
    server.serve_forever()


if __name__ == "__main__":
    main()
