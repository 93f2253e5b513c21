"""Canned replies: one's own and the team's, with variables that a conversation fills before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from casework.errors import (
    CannedUnfilled,
    CannedUnknown,
    CannedUnknownVariable,
    Denied,
    DivisionsFault,
    EmptyMessage,
    MessageTooLong,
    UnknownRegion,
)
from casework.services.divisions import DivisionService
from casework.services.ports import Opener, Store, Thread
from casework.services.ports.suggestions import CannedReply
from casework.services.staff import Staff
from casework.suggesting.fitness import free_of_law
from knowledge import RuleBook

_BRACES = re.compile(r"[{｛]\s*([^{}｛｝]*?)\s*[}｝]")
_STRAY = re.compile(r"[{}｛｝]")
_TEAM = frozenset({"senior_agent", "admin"})
WRITERS = frozenset({"agent", "senior_agent", "admin"})
"""Who answers citizens, and so who has canned replies."""
VARIABLES: Mapping[str, str] = {
    "称呼": "citizen",
    "编号": "number",
    "地区": "place",
    "经办": "agent",
    "日期": "day",
}
"""What may stand in braces, and what it is called in the rows of the starter set."""
STARTER = "row:"
"""Before the id of a reply that comes with the rule book and is nobody's to change."""
TITLE_MAX, TEXT_MAX = 20, 500
_TITLES: Mapping[str, str] = {
    "canned_greeting": "问候",
    "canned_wait": "请稍等",
    "canned_papers": "收好材料",
    "canned_number": "登记编号",
    "canned_progress": "查进度",
    "canned_hotline": "当地热线",
    "canned_calm": "安抚",
    "canned_more": "请再说说",
    "canned_closing": "结束语",
}
SAMPLE: Mapping[str, str] = {"称呼": "您", "编号": "JB202611220001", "地区": "吉林省长春市", "日期": "11月22日"}
"""What a preview shows; `经办` is whoever looks."""


class CannedService:
    """Use cases of canned replies. The first argument says who acts; other roles than WRITERS get Denied."""

    def __init__(
        self, store: Store, book: Callable[[], RuleBook], clock: Callable[[], datetime], divisions: DivisionService
    ) -> None:
        self._store = store
        self._book = book
        self._clock = clock
        self._divisions = divisions

    def list(self, viewer: Staff) -> Sequence[CannedReply]:
        """One's own, the team's, then the starter set (ids beginning with `STARTER`)."""
        _may(viewer)
        with self._store.read() as work:
            kept = work.suggestions.canned(viewer.name)
        return [*kept, *self._starter()]

    def save(self, viewer: Staff, reply: CannedReply) -> CannedReply:
        """Keeps a reply: a new one (id "") or another wording. `owner` None makes it the team's.

        Raises Denied (the team's are for senior agents and administrators), CannedUnknown, CannedUnknownVariable,
        EmptyMessage, MessageTooLong.
        """
        _may(viewer)
        title, text = " ".join(reply.title.split()), reply.text.strip()
        if not title or not text:
            raise EmptyMessage("a canned reply has a title and a text")
        if len(title) > TITLE_MAX or len(text) > TEXT_MAX:
            raise MessageTooLong("a canned reply is too long")
        check_variables(text)
        if reply.owner not in (None, viewer.name):
            raise Denied("nobody writes for somebody else")
        with self._store.write() as work:
            before = work.suggestions.canned_one(reply.id) if reply.id else None
            if reply.id and (before is None or before.owner not in (None, viewer.name)):
                raise CannedUnknown("no such canned reply")
            for_team = reply.owner is None or (before is not None and before.owner is None)
            _check_team(viewer, for_team=for_team)
            kept = work.suggestions.save_canned(replace(reply, title=title, text=text, changed_by=viewer.name))
            if for_team:
                work.audit.write(Opener(viewer.name, viewer.role, "修改团队常用语"), "canned_saved", kept.id)
            work.commit()
        return kept

    def remove(self, viewer: Staff, canned_id: str) -> None:
        """Forgets a reply. Raises Denied, CannedUnknown."""
        _may(viewer)
        with self._store.write() as work:
            kept = work.suggestions.canned_one(canned_id)
            if kept is None or kept.owner not in (None, viewer.name):
                raise CannedUnknown("no such canned reply")
            _check_team(viewer, for_team=kept.owner is None)
            work.suggestions.remove_canned(canned_id)
            if kept.owner is None:
                work.audit.write(Opener(viewer.name, viewer.role, "删除团队常用语"), "canned_removed", canned_id)
            work.commit()

    def filled(self, viewer: Staff, canned_id: str, thread: Thread | None) -> str:
        """The text with its variables filled from a conversation. Raises CannedUnknown, CannedUnfilled."""
        for one in self.list(viewer):
            if one.id == canned_id:
                return fill(one.text, self.values(viewer, thread))
        raise CannedUnknown("no such canned reply")

    def preview(self, viewer: Staff, text: str) -> tuple[str, bool]:
        """A text as it would read, and whether it is free of statements about the law that are no row's words.

        Raises CannedUnknownVariable.
        """
        _may(viewer)
        check_variables(text)
        shown = fill(text, {**SAMPLE, "经办": self._name(viewer)})
        return shown, free_of_law(shown, self._book())

    def values(self, viewer: Staff, thread: Thread | None) -> dict[str, str]:
        """What each variable stands for now; those without a value are left out."""
        _may(viewer)
        now = self._clock()
        values = {"称呼": "您", "经办": self._name(viewer), "日期": f"{now.month}月{now.day}日"}
        if thread is not None and thread.number:
            values["编号"] = thread.number
        if thread is not None and (place := self._place(thread.region)):
            values["地区"] = place
        return values

    def fitting(self, viewer: Staff, thread: Thread | None, category: str | None) -> Sequence[str]:
        """Filled texts kept for matters of this category, that say nothing about the law of their own."""
        _may(viewer)
        if category is None:
            return ()
        with self._store.read() as work:
            kept = [one for one in work.suggestions.canned(viewer.name) if one.category == category]
        if not kept:
            return ()
        values, book = self.values(viewer, thread), self._book()
        whole = [one.text for one in kept if set(_BRACES.findall(one.text)) <= set(values)]
        return [text for text in (fill(one, values) for one in whole) if free_of_law(text, book)]

    def _starter(self) -> Sequence[CannedReply]:
        book = self._book()
        named = {english: chinese for chinese, english in VARIABLES.items()}
        rows = [row for row in book.replies if row.id in _TITLES]
        return [
            CannedReply(
                f"{STARTER}{row.id}",
                None,
                _TITLES[row.id],
                book.reply(row.id, **{slot: f"{{{named[slot]}}}" for slot in row.slots}),
            )
            for row in rows
        ]

    def _name(self, viewer: Staff) -> str:
        with self._store.read() as work:
            user = work.users.by_name(viewer.name)
        return user.display_name if user is not None else viewer.name

    def _place(self, region: str | None) -> str:
        if region is None:
            return ""
        try:
            return self._divisions.division(region).full_name
        except (UnknownRegion, DivisionsFault):
            place = self._book().place_for(region)
            return place.name if place.covers else ""


def check_variables(text: str) -> None:
    """Raises CannedUnknownVariable for a name in braces that is no variable, and for a brace that stands alone."""
    unknown = [name or "{}" for name in _BRACES.findall(text) if name not in VARIABLES]
    unknown += _STRAY.findall(_BRACES.sub("", text))
    if unknown:
        raise CannedUnknownVariable("、".join(dict.fromkeys(unknown)), "、".join(f"{{{name}}}" for name in VARIABLES))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every variable replaced; nothing leaves with a gap. Raises CannedUnfilled."""
    lacking = [name for name in _BRACES.findall(text) if name not in values]
    if lacking:
        raise CannedUnfilled("、".join(dict.fromkeys(lacking)))
    return _BRACES.sub(lambda match: values[match.group(1)], text)


def _may(viewer: Staff) -> None:
    if viewer.role not in WRITERS:
        raise Denied(f"role {viewer.role!r} answers no citizens")


def _check_team(viewer: Staff, *, for_team: bool) -> None:
    if for_team and viewer.role not in _TEAM:
        raise Denied("the team's replies are for senior agents")
