"""Who may do what at the desk: every method of its use cases, asked as each role. A method that is not listed fails.

Whether somebody may is decided before anything else is looked at: a refusal says nothing of whether there is such a
conversation, model or item.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from casework.bootstrap import Services, now
from casework.errors import Denied, TriageError
from casework.petition import petition
from casework.services.panel_view import PanelView
from casework.services.ports import ROLES, Role, ThreadQuery
from casework.services.ports.audit import AuditQuery
from casework.services.ports.models import Schedule
from casework.services.ports.review import ReviewQuery
from casework.services.ports.suggestions import CannedReply
from casework.services.ports.training import ItemQuery
from casework.services.review import Picked
from casework.services.staff import Staff
from casework.services.telephone_view import Call
from casework.statistics.spans import year
from casework.suggesting.suggestion import Suggestion
from casework.triage import Known
from tests.casework.builders import certain, rulebook
from tests.desk.people import STAFF

TALKING = frozenset({"agent", "senior_agent", "admin"})
REVIEWING = frozenset({"reviewer", "admin"})
LOOKING = frozenset({"senior_agent", "admin", "auditor"})
WATCHING = frozenset({"admin", "auditor"})
ADMIN = frozenset({"admin"})
EVERYBODY = frozenset(ROLES)
NOTHING, NOBODY = "no-such-conversation", "nobody"
ROOMS = (
    "live", "talk_form", "talks", "suggestions", "canned", "panel", "telephone", "review", "models", "training_data",
    "statistics", "office", "health", "audit_desk",
)  # fmt: skip
NO_PANEL = PanelView((), (), (), None, (), None, (), None, "")
WITHOUT_ASKING = {
    "live.citizen_there": "presence of a page, no words",
    "live.citizen_types": "presence of a page, no words",
    "live.subscribe": "ids of what changed",
    "suggestions.forget": "part of an erasure",
    "suggestions.learn": "listens to live conversations",
    "suggestions.on_change": "listens to live conversations",
    "suggestions.settle": "at shutdown",
    "suggestions.warm": "at the start",
    "review.accepted_labels": "for the training data",
    "review.collect": "each minute",
    "review.withdrawn_labels": "for the training data",
    "models.adopt": "at the start",
    "training_data.erase": "part of an erasure",
    "training_data.for_training": "for the worker",
    "office.on_erase": "wiring",
    "office.sweep": "each day",
}
"""Methods nobody is asked for: no page calls them for a person."""


@dataclass(frozen=True)
class Asking:
    """One method: who may, and with what it is called after the viewer."""

    may: frozenset[str]
    given: Callable[[], tuple[Any, ...]] = tuple
    named: Mapping[str, Any] = field(default_factory=dict)


def _petition() -> Any:
    return petition(certain("B1-1"), Known(), rulebook(), "")


def _canned() -> CannedReply:
    return CannedReply("", "somebody", "问候", "您好")


def _suggestion() -> Suggestion:
    return Suggestion("x", "rule", "您好", (), "")


_PICKED = Picked(10**9, 1)
TABLE: Mapping[str, Asking] = {
    "live.page": Asking(TALKING, lambda: (ThreadQuery("waiting"),)),
    "live.counts": Asking(TALKING),
    "live.open": Asking(TALKING, lambda: (NOTHING,)),
    "live.messages_after": Asking(TALKING, lambda: (NOTHING, 0)),
    "live.claim": Asking(TALKING, lambda: (NOTHING,)),
    "live.take_over": Asking(TALKING, lambda: (NOTHING,)),
    "live.hand_to": Asking(TALKING, lambda: (NOTHING, NOBODY, "备注")),
    "live.give_back": Asking(TALKING, lambda: (NOTHING,)),
    "live.close": Asking(TALKING, lambda: (NOTHING, "solved")),
    "live.say": Asking(TALKING, lambda: (NOTHING, "1", "您好")),
    "live.typing": Asking(TALKING, lambda: (NOTHING, True)),
    "live.note": Asking(TALKING, lambda: (NOTHING, "备注")),
    "live.correct": Asking(TALKING, lambda: (NOTHING, "report", None)),
    "live.set_fact": Asking(TALKING, lambda: (NOTHING, "region", "500000")),
    "live.open_call": Asking(TALKING, lambda: (None,)),
    "live.add_spoken": Asking(TALKING, lambda: (NOTHING, "您好")),
    "talk_form.show": Asking(TALKING, lambda: (NOTHING,)),
    "talk_form.edit": Asking(TALKING, lambda: (NOTHING, "content", "您好")),
    "talk_form.choose": Asking(TALKING, lambda: (NOTHING, "report_registration")),
    "talk_form.identify": Asking(TALKING, lambda: (NOTHING,), {"named": True}),
    "talk_form.register": Asking(TALKING, lambda: (NOTHING, 0), {"confirmed": True}),
    "talk_form.read_back": Asking(TALKING, lambda: (NOTHING,)),
    "talks.figures": Asking(TALKING, lambda: (now() - timedelta(days=1),)),
    "talks.last_words": Asking(TALKING, lambda: ((),)),
    "suggestions.for_petition": Asking(TALKING, lambda: (None,)),
    "suggestions.for_talk": Asking(TALKING, lambda: (NOTHING,)),
    "suggestions.rates": Asking(TALKING | {"auditor"}, lambda: (date(2026, 1, 1),)),
    "suggestions.record": Asking(TALKING, lambda: (NOTHING, 1, _suggestion(), "rejected")),
    "suggestions.still_fits": Asking(TALKING, lambda: (NOTHING, 1)),
    "canned.filled": Asking(TALKING, lambda: (NOTHING, None)),
    "canned.fitting": Asking(TALKING, lambda: (None, "report")),
    "canned.list": Asking(TALKING),
    "canned.preview": Asking(TALKING, lambda: ("您好",)),
    "canned.remove": Asking(TALKING, lambda: (NOTHING,)),
    "canned.values": Asking(TALKING, lambda: (None,)),
    "panel.of": Asking(TALKING, lambda: (_petition(), None, None)),
    "panel.look_back": Asking(TALKING, lambda: (NO_PANEL, None)),
    "telephone.calls": Asking(TALKING),
    "telephone.read": Asking(TALKING, lambda: (None, "", Known())),
    "telephone.look_back": Asking(TALKING, lambda: (None, NO_PANEL)),
    "telephone.save": Asking(TALKING, lambda: (None, Call(), 0)),
    "review.card": Asking(REVIEWING, lambda: (10**9,)),
    "review.counts": Asking(REVIEWING),
    "review.export": Asking(REVIEWING),
    "review.kappa": Asking(REVIEWING),
    "review.label": Asking(REVIEWING, lambda: (_PICKED, "B1-1")),
    "review.page": Asking(REVIEWING, lambda: (ReviewQuery(),)),
    "review.remove_view": Asking(REVIEWING, lambda: ("x",)),
    "review.reopen": Asking(REVIEWING, lambda: (_PICKED,)),
    "review.save_view": Asking(REVIEWING, lambda: ("x", "state=open")),
    "review.skip": Asking(REVIEWING, lambda: (_PICKED,)),
    "review.to_lawyer": Asking(REVIEWING, lambda: (_PICKED,)),
    "review.undo": Asking(REVIEWING),
    "review.views": Asking(REVIEWING),
    "models.cancel": Asking(ADMIN),
    "models.card": Asking(WATCHING, lambda: (NOTHING,)),
    "models.compare": Asking(ADMIN, lambda: (NOTHING,)),
    "models.comparison": Asking(WATCHING, lambda: (NOTHING,)),
    "models.cost_matrix": Asking(WATCHING),
    "models.discard": Asking(ADMIN, lambda: (NOTHING,)),
    "models.job": Asking(WATCHING),
    "models.overview": Asking(WATCHING),
    "models.picture": Asking(WATCHING, lambda: (NOTHING, "x")),
    "models.promote": Asking(ADMIN, lambda: (NOTHING,)),
    "models.rollback": Asking(ADMIN, lambda: ("理由",)),
    "models.second": Asking(ADMIN, lambda: (10**9,)),
    "models.set_cost_matrix": Asking(ADMIN, lambda: ({},)),
    "models.set_schedule": Asking(ADMIN, lambda: (Schedule(),)),
    "models.shadow": Asking(ADMIN, lambda: (NOTHING,)),
    "training_data.checked": Asking(REVIEWING | {"auditor"}),
    "training_data.items": Asking(REVIEWING | {"auditor"}, lambda: (ItemQuery(),)),
    "training_data.remove": Asking(REVIEWING, lambda: (10**9, "理由")),
    "training_data.take_in": Asking(REVIEWING),
    "statistics.figures": Asking(LOOKING, lambda: (year(2026),)),
    "statistics.places": Asking(LOOKING),
    "statistics.sheets": Asking(LOOKING, lambda: (year(2026), None)),
    "statistics.word": Asking(LOOKING, lambda: (year(2026), None)),
    "office.end_session": Asking(ADMIN, lambda: ("0" * 16,)),
    "office.erase_conversation": Asking(ADMIN, lambda: (NOTHING, "理由")),
    "office.letterhead": Asking(EVERYBODY),
    "office.set": Asking(ADMIN, lambda: ("office_name", "某局")),
    "office.settings": Asking(ADMIN),
    "office.signed_in": Asking(ADMIN),
    "audit_desk.actors": Asking(WATCHING),
    "audit_desk.check": Asking(WATCHING),
    "audit_desk.export": Asking(WATCHING, lambda: (AuditQuery(), lambda _: ("",) * 8, "检查")),
    "audit_desk.page": Asking(WATCHING, lambda: (AuditQuery(),)),
}
NEEDS_SOMETHING = {
    "telephone.load": TALKING,
    "telephone.file": TALKING,
    "telephone.end": TALKING,
    "canned.save": TALKING,
    "models.start_training": ADMIN,
    "training_data.suspects": REVIEWING | {"auditor"},
    "health.view": ADMIN,
    "health.check_rules": ADMIN,
}
"""Methods that are asked below with what they need: a call of one's own, a running queue, minutes of work."""
PEOPLE: Mapping[Role, Staff] = {role: Staff(name, role) for name, (_, role) in STAFF.items()}  # type: ignore[misc]


def asked(services: Services, name: str, viewer: Staff, *given: Any, **named: Any) -> bool:
    """Whether somebody may; what comes of it otherwise does not matter here."""
    room, method = name.split(".")
    try:
        answer = getattr(getattr(services, room), method)(viewer, *given, **named)
        if inspect.isawaitable(answer):

            async def wait() -> None:
                await answer

            asyncio.run(wait())
    except TriageError as error:
        return type(error) is not Denied  # its children are about what there is, not about who asks
    return True


def test_every_method_is_in_the_table(services: Services) -> None:
    there: dict[str, bool] = {}
    for room in ROOMS:
        for name, method in inspect.getmembers(getattr(services, room), callable):
            if not name.startswith("_"):
                there[f"{room}.{name}"] = "viewer" in inspect.signature(method).parameters
    asking = {name for name, viewer in there.items() if viewer}
    assert asking == {*TABLE, *NEEDS_SOMETHING}
    assert {name for name, viewer in there.items() if not viewer} == set(WITHOUT_ASKING)
    assert set(PEOPLE) == EVERYBODY


@pytest.mark.parametrize("room", [one for one in ROOMS if one != "health"])
def test_each_role_may_what_the_table_says_and_nothing_else(services: Services, room: str) -> None:
    wrong = []
    for name, one in TABLE.items():
        if not name.startswith(f"{room}."):
            continue
        for role, viewer in PEOPLE.items():
            if asked(services, name, viewer, *one.given(), **one.named) != (role in one.may):
                wrong.append(f"{name} as {role}: {'may not' if role in one.may else 'may'}")
    assert not wrong


@pytest.mark.parametrize("role", ROLES)
def test_what_needs_something_to_act_on(services: Services, role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    viewer = PEOPLE[role]
    monkeypatch.setattr(services.models, "_queue", _NoQueue())
    monkeypatch.setattr(services.training_data, "_check", _NoSuspects)
    monkeypatch.setattr("casework.services.health.RuleBook", _Rules)
    call_id = services.telephone.save(viewer, None, Call(), 0).call_id if role in TALKING else NOTHING
    given: dict[str, tuple[Any, ...]] = {
        "telephone.load": (call_id,),
        "telephone.file": (call_id, Call(), 1),
        "telephone.end": (call_id,),
        "canned.save": (CannedReply("", viewer.name, "问候", "您好"),),
        "models.start_training": ("理由",),
        "training_data.suspects": (),
        "health.view": (services.readiness,),
        "health.check_rules": (),
    }
    assert {name: asked(services, name, viewer, *given[name]) for name in NEEDS_SOMETHING} == {
        name: role in may for name, may in NEEDS_SOMETHING.items()
    }


def test_the_call_of_a_colleague_is_nobodys_not_even_a_senior_agents(services: Services) -> None:
    call_id = services.telephone.save(PEOPLE["agent"], None, Call(text="我要举报"), 0).call_id
    for viewer in (PEOPLE["senior_agent"], PEOPLE["admin"]):
        assert not asked(services, "telephone.load", viewer, call_id)
        assert not asked(services, "telephone.look_back", viewer, call_id, NO_PANEL)
        assert not asked(services, "telephone.end", viewer, call_id)
        assert not asked(services, "telephone.file", viewer, call_id, Call(text="我要举报"), 1)
        assert not asked(services, "telephone.save", viewer, call_id, Call(text="别的"), 1)
    assert services.telephone.load(PEOPLE["agent"], call_id)[0].text == "我要举报"


def test_who_takes_a_call_over_does_not_read_who_called(services: Services) -> None:
    said = Call(text="我叫赵小满，电话13800138000，我要举报。", caller={"name": "赵小满"}, named=True)
    ended, running = (services.telephone.save(PEOPLE["agent"], None, said, 0).call_id for _ in range(2))
    services.telephone.end(PEOPLE["agent"], ended)
    for call_id in (ended, running):
        services.live.take_over(PEOPLE["senior_agent"], call_id)
        assert not asked(services, "telephone.load", PEOPLE["senior_agent"], call_id)
        assert "赵小满" not in str(services.live.open(PEOPLE["senior_agent"], call_id))
    services.live.hand_to(PEOPLE["senior_agent"], running, "boss")
    assert services.telephone.load(PEOPLE["admin"], running)[0].text == said.text, "who is given it goes on with it"


def test_canned_replies_of_others_are_not_read_and_the_teams_not_changed_by_an_agent(services: Services) -> None:
    own = services.canned.save(PEOPLE["senior_agent"], CannedReply("", "wang.li", "自己的", "只有我看得到"))
    team = services.canned.save(PEOPLE["senior_agent"], CannedReply("", None, "大家的", "您好"))
    assert own.id not in {one.id for one in services.canned.list(PEOPLE["agent"])}
    for reply in (CannedReply(own.id, "zhao.yi", "换", "换"), CannedReply(own.id, None, "换", "换")):
        with pytest.raises(TriageError):
            services.canned.save(PEOPLE["agent"], reply)
    with pytest.raises(TriageError):
        services.canned.remove(PEOPLE["agent"], own.id)
    assert not asked(services, "canned.save", PEOPLE["agent"], CannedReply(team.id, "zhao.yi", "换", "换"))
    assert not asked(services, "canned.remove", PEOPLE["agent"], team.id)


class _NoQueue:
    def put(self, job_id: str) -> None:
        del job_id

    def wake(self) -> None: ...


class _NoSuspects:
    def suspects(self, texts: object, intents: object) -> list[tuple[int, str, float]]:
        del texts, intents
        return []


class _Rules:
    @staticmethod
    def load() -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)
