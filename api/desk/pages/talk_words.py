"""How the pages of live conversations say things: why one waits, who has it, how long, where."""

from collections.abc import Mapping
from datetime import datetime

from api.desk.pieces import Tone
from casework.services.ports import Thread
from knowledge import RuleBook

VIEWS: Mapping[str, str] = {"waiting": "待接入", "mine": "我的", "watch": "智能助手在答", "closed": "已结束"}
REASONS: Mapping[str, str] = {
    "asked": "要求人工",
    "low_confidence": "助手没把握",
    "danger": "安全用语",
    "sensitive": "敏感内容",
    "failed": "助手出错",
    "returned": "转回待接",
}
CHANNELS: Mapping[str, str] = {"chat": "网页", "phone": "电话"}
TONES: Mapping[str, Tone] = {
    "report": "cinnabar", "appeal": "indigo", "disclosure": "pine", "suggestion": "ochre"
}  # fmt: skip
NOTHING_READ = "还没说清是什么事"


def tone_of(category: str | None) -> Tone:
    """The colour of a category; questions and other departments' matters have none."""
    return TONES.get(category or "", "stone")


def subject(thread: Thread, book: RuleBook) -> str:
    """What a conversation is about, in plain words."""
    if thread.situation_id is not None:
        return book.situation(thread.situation_id).plain
    if thread.category is not None:
        return book.category(thread.category).name
    return NOTHING_READ


def address(thread: Thread, me: str) -> str:
    """Where somebody goes on with a conversation: one's own calls stand on the telephone page."""
    if thread.channel == "phone" and thread.state == "held" and thread.holder == me:
        return f"/desk/phone?call={thread.conversation_id}"
    return f"/desk/talks/{thread.conversation_id}"


def waited(seconds: float) -> str:
    """A span as people say it: 42 秒, 3 分 05 秒, 2 小时 10 分, 3 天."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} 秒"
    if whole < 3600:
        return f"{whole // 60} 分 {whole % 60:02d} 秒"
    if whole < 86400:
        return f"{whole // 3600} 小时 {whole % 3600 // 60:02d} 分"
    return f"{whole // 86400} 天"


def epoch(at: datetime | None) -> str:
    """A moment for the page's own clock; empty for none."""
    return f"{at.timestamp():.0f}" if at else ""
