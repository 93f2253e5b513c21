"""A model loop that never trains: it shows the scene named in a file, and writes down what it is asked to do."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from casework.errors import Denied, GateRefused, ReasonMissing
from casework.services.ports.models import (
    CategoryPair,
    Changed,
    Comparison,
    CostMatrix,
    Interval,
    JobView,
    ModelCard,
    ModelView,
    Move,
    Overview,
    PendingPromotion,
    Promoted,
    Schedule,
    ServingPointer,
    SetComparison,
    ShadowDifference,
    ShadowView,
    Verdict,
)
from casework.services.ports.training import CheckedItems, ItemPage, ItemQuery, SuspectItem, TakenIn, TrainingItem
from casework.services.staff import Staff

THEN = datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
SERVING, CANDIDATE, WORSE = "candidate-5be1a9d2", "candidate-90ac33f1", "candidate-17c2be04"
FRESH = "candidate-2f6d80b7"
REASON = "举报识别率下降，超出偶然范围：92.5% → 88.3%（差的 95% 区间 -6.9 至 -1.6 个百分点）"
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
TEXTS = (
    ("大白楼去年的蓝皮账贴出来没有，我要看", "C1-1", "oos_land", "C1-1"),
    ("单位不给我交医保，打了三次电话都说再等等", "B2-1", "A2-2", "B2-1"),
    ("住院的钱少报了一千二，说是目录外的药，清单上明明写着甲类", "A2-7", "consult_reimbursement", "A2-7"),
    ("请问异地就医备案要带什么材料", "consult_remote", "consult_remote", "A2-5"),
    ("街口药房拿医保卡换米换油，天天排队", "B1-1", "B1-2", "B1-1"),
)


def card(name: str, days: int, own: int, reason: str) -> ModelCard:
    """Where an invented model comes from."""
    return ModelCard(
        name=name,
        sha256=name * 4,
        size=23_935_043,
        data_version="d45153b539641283",
        base_examples=7_233,
        own_items=own,
        rulebook="2024-a1b2c3d4e5f6",
        code="e0211dc",
        fingerprint="d45153b539641283",
        runtime="0f4e2d1c0b9a8f7e",
        seeds={"numpy": 1},
        libraries={"rasa": "3.6.21"},
        trained_at=THEN - timedelta(days=days),
        trained_by="boss",
        reason=reason,
        seconds=143.0,
    )


def view(
    name: str, state: Any, days: int, own: int, reason: str, verdict: Verdict | None, tainted: int = 0
) -> ModelView:
    """An invented model in the list."""
    return ModelView(name, state, card(name, days, own, reason), tainted, THEN if verdict else None, verdict)


def job(state: Any, **other: Any) -> JobView:
    """An invented job."""
    whole: dict[str, Any] = {
        "id": "job-1", "kind": "train", "state": state, "candidate": None, "progress": None, "step": "",
        "seconds_left": None, "log": (), "started_by": "boss", "reason": "收下了本周的 41 条纠正", "created_at": THEN,
        "started_at": None, "ended_at": None, "error": "", "result": None,
    }  # fmt: skip
    return JobView(**(whole | other))


FINE = Verdict(True, (), ("最近 30 天的更正：答对 52.6% → 86.8%（差的 95% 区间 +18.4 至 +50.0 个百分点）",))
REFUSED = Verdict(False, (REASON,))
MODELS = {
    SERVING: view(SERVING, "serving", 12, 0, "安装时训练", None),
    CANDIDATE: view(CANDIDATE, "candidate", 0, 41, "收下了本周的 41 条纠正", FINE),
    FRESH: view(FRESH, "candidate", 0, 41, "收下了本周的更正", None),
    WORSE: view(WORSE, "candidate", 3, 12, "试试只加药店的留言", REFUSED),
}
USUAL = Overview(
    version=3,
    serving=MODELS[SERVING],
    since=THEN - timedelta(days=12),
    rollback_to="petition-d45153b5",
    candidates=(MODELS[CANDIDATE], MODELS[WORSE]),
    history=(
        Move(2, "promoted", THEN - timedelta(days=12), SERVING, "petition-d45153b5", "boss", None, "通过比较"),
        Move(1, "rolled_back", THEN - timedelta(days=30), "petition-d45153b5", WORSE, "chief", None, "举报被当成咨询"),
    ),
    job=None,
    pending=(),
    schedule=Schedule(True, 6, 2),
    shadow=None,
    items=41,
    new_items=41,
)  # fmt: skip
WAITING = PendingPromotion(7, WORSE, "boss", "药店专项检查今天开始，先用新模型接药店的举报，周末再训练", THEN)
APART = ShadowDifference("c1", 3, THEN, TEXTS[0][0], "out_of_scope oos_land", "disclosure C1-1")
SHADOW = ShadowView(CANDIDATE, THEN, 231, 223, (APART,))
LOG = ("2026-11-20 09:31:02 读取 7,274 条", "2026-11-20 09:31:11 Starting to train component 'PetitionClassifier'.")
SCENES: Mapping[str, Overview] = {
    "usual": USUAL,
    "empty": replace(USUAL, version=0, since=None, rollback_to=None, candidates=(), history=(), schedule=Schedule(),
                     items=0, new_items=0),
    "preparing": replace(USUAL, version=0, serving=None, since=None, rollback_to=None, candidates=(), history=(),
                         schedule=Schedule(), items=0, new_items=0),
    "queued": replace(USUAL, job=job("queued")),
    "running": replace(USUAL, job=job("running", progress=0.43, step="训练分类器", seconds_left=83.0, log=LOG)),
    "comparing": replace(USUAL, job=job("running", kind="compare", candidate=CANDIDATE, progress=0.2, step="标准集")),
    "failed": replace(USUAL, job=job("failed", error="磁盘写满了，模型没有写完", log=LOG, ended_at=THEN)),
    "trained": replace(USUAL, job=job("done", result=FRESH), candidates=(MODELS[FRESH], MODELS[WORSE])),
    "compared": replace(USUAL, job=job("done", kind="compare", candidate=CANDIDATE, result=CANDIDATE)),
    "waiting": replace(USUAL, pending=(WAITING,)),
    "shadow": replace(USUAL, shadow=SHADOW),
    "tainted": replace(USUAL, serving=replace(MODELS[SERVING], tainted=2),
                       candidates=(replace(MODELS[CANDIDATE], tainted=1), MODELS[WORSE])),
    "stale": USUAL,
    "promoted": replace(USUAL, version=4, serving=MODELS[CANDIDATE], candidates=(MODELS[SERVING], MODELS[WORSE])),
}  # fmt: skip


def compared(name: str, *, stale: bool) -> Comparison:
    """An invented comparison: CANDIDATE is better, WORSE loses reports."""
    worse = name == WORSE
    by = -0.042 if worse else 0.011
    cut = -0.016 if worse else 0.017
    names = ("appeal", "report", "disclosure", "suggestion", "consult", "out_of_scope")
    pairs = tuple(
        CategoryPair(one, 0.9 - 0.02 * number, 0.9 - 0.02 * number + (by if number == 1 else 0.006), 0.9, 0.9 + by, 80)
        for number, one in enumerate(names)
    )
    matrix = tuple(tuple(70 if row == column else 2 for column in range(7)) for row in range(6))
    gold = SetComparison(
        name="gold",
        title="标准集",
        count=640,
        trained_on=0,
        categories=pairs,
        accuracy=Interval(0.882, 0.882 + by, by - 0.009 if not worse else -0.061, by + 0.009, 640),
        situation_accuracy=Interval(0.861, 0.864, -0.004, 0.010, 512),
        report_recall=Interval(0.925, 0.925 + by, -0.069 if worse else 0.002, cut, 414),
        cost=Interval(0.142, 0.142 - by, -0.031 if not worse else 0.011, -0.002 if not worse else 0.061, 640),
        serving_ece=0.052,
        candidate_ece=0.047,
        serving_confusion=matrix,
        candidate_confusion=matrix,
    )
    corrections = replace(gold, name="corrections", title="最近 30 天的更正", count=38, trained_on=21, accuracy=None)
    robust = replace(gold, name="robustness", title="写得差的同样内容", count=1280)
    rows = [
        Changed("gold" if number else "corrections", f"board-{number:03d}", words, truth, before, after, 0.62, 0.88,
                False, number == 3, {0: True, 1: True, 2: True, 3: False, 4: None}[number])
        for number, (words, truth, before, after) in enumerate(TEXTS)
    ]  # fmt: skip
    if worse:
        rows = [replace(one, serving=one.candidate, candidate=one.serving, better=False) for one in rows[:3]]
    return Comparison(
        id=1,
        candidate=name,
        serving=SERVING,
        at=THEN,
        gold_version="g-2026-11",
        costs={"default": 1.0, "report>suggestion": 3.0},
        sets=(gold, corrections, robust),
        latency=Interval(11.2, 11.9, 0.2, 1.1, 100),
        changed=tuple(rows),
        pictures=("confusion_serving", "confusion_candidate", "reliability_serving", "reliability_candidate"),
        verdict=REFUSED if worse else FINE,
        seconds=74.0,
        stale=stale,
    )


class FakeModels:
    """The service of the models page."""

    def __init__(self, directory: Path) -> None:
        self._scene = directory / "scene"
        self._calls = directory / "calls.jsonl"
        self._costs = CostMatrix(1.0, {"report>suggestion": 3.0, "report>consult": 2.0})

    def overview(self, viewer: Staff) -> Overview:
        """The scene."""
        _reader(viewer)
        return SCENES[self._name]

    def job(self, viewer: Staff, _: Any = None) -> JobView | None:
        """The scene's job, half a minute on."""
        now = SCENES[self._name].job
        return now and replace(now, seconds_left=53.0 if now.seconds_left else None)

    def comparison(self, viewer: Staff, candidate: str) -> Comparison | None:
        """None for what serves since it was installed."""
        _reader(viewer)
        return None if candidate in (SERVING, FRESH) else compared(candidate, stale=self._name == "stale")

    def picture(self, viewer: Staff, candidate: str, name: str) -> bytes:
        """One grey dot."""
        return DOT

    def cost_matrix(self, viewer: Staff) -> CostMatrix:
        """Some prices."""
        return self._costs

    def start_training(self, viewer: Staff, reason: str = "") -> str:
        """Goes to the running scene."""
        self._call(viewer, "start_training", reason=reason)
        self._scene.write_text("running")
        return "job-1"

    def cancel(self, viewer: Staff) -> None:
        """Goes back to the usual scene."""
        self._call(viewer, "cancel")
        self._scene.write_text("usual")

    def compare(self, viewer: Staff, candidate: str) -> str:
        """Goes to the comparing scene."""
        self._call(viewer, "compare", candidate=candidate)
        self._scene.write_text("comparing")
        return "job-2"

    async def promote(
        self, viewer: Staff, candidate: str, override: str | None = None, seen: int | None = None
    ) -> Promoted:
        """Lets CANDIDATE serve; WORSE waits for a second administrator."""
        self._call(viewer, "promote", candidate=candidate, override=override, seen=seen)
        if candidate == CANDIDATE:
            self._scene.write_text("promoted")
            return Promoted(ServingPointer(4, candidate, SERVING, THEN, viewer.name))
        if override is None:
            raise GateRefused((REASON,))
        if not override.strip():
            raise ReasonMissing("an override needs a reason")
        self._scene.write_text("waiting")
        return Promoted(ServingPointer(3, SERVING, None, THEN, viewer.name), WAITING)

    async def second(self, viewer: Staff, promotion_id: int, agree: bool = True) -> Promoted:
        """Ends the request."""
        self._call(viewer, "second", promotion_id=promotion_id, agree=agree)
        self._scene.write_text("promoted" if agree else "usual")
        return Promoted(ServingPointer(4, WORSE, SERVING, THEN, viewer.name))

    async def rollback(self, viewer: Staff, reason: str) -> Promoted:
        """Wants a reason."""
        if not reason.strip():
            raise ReasonMissing("a rollback needs a reason")
        self._call(viewer, "rollback", reason=reason)
        return Promoted(ServingPointer(4, SERVING, None, THEN, viewer.name))

    def shadow(self, viewer: Staff, candidate: str | None) -> None:
        """On or off."""
        self._call(viewer, "shadow", candidate=candidate)
        self._scene.write_text("shadow" if candidate else "usual")

    def set_schedule(self, viewer: Staff, schedule: Schedule) -> None:
        """Writes down what was chosen."""
        self._call(viewer, "set_schedule", on=schedule.on, weekday=schedule.weekday, hour=schedule.hour)

    def set_cost_matrix(self, viewer: Staff, cells: Mapping[str, float], default: float | None = None) -> None:
        """Writes down what was typed."""
        self._call(viewer, "set_cost_matrix", cells=dict(cells), default=default)

    def discard(self, viewer: Staff, candidate: str) -> None:
        """Writes down which."""
        self._call(viewer, "discard", candidate=candidate)

    @property
    def _name(self) -> str:
        return self._scene.read_text().strip() if self._scene.exists() else "usual"

    def _call(self, viewer: Staff, name: str, **given: Any) -> None:
        if viewer.role != "admin":
            raise Denied(f"role {viewer.role!r} does not change the models")
        _write(self._calls, viewer, name, given)


class FakeItems:
    """The service of the training page."""

    def __init__(self, directory: Path) -> None:
        self._scene = directory / "scene"
        self._calls = directory / "calls.jsonl"
        self._checked = CheckedItems()

    def items(self, viewer: Staff, query: ItemQuery) -> ItemPage:
        """Some items, none in the empty scene."""
        _reader(viewer)
        empty = self._scene.exists() and self._scene.read_text() == "empty"
        kept = [] if empty else [one for one in ITEMS if one.state == query.state and query.search in one.text]
        found = [one for one in kept if not query.category or one.category == query.category]
        return ItemPage(tuple(found), len(found))

    def suspects(self, viewer: Staff) -> tuple[SuspectItem, ...]:
        """One."""
        found = (SuspectItem(ITEMS[2], "consult_reimbursement", 0.91),)
        self._checked = CheckedItems(checked=3, suspects=found)
        return found

    def checked(self, viewer: Staff) -> CheckedItems:
        """What was found last, until it was removed."""
        _reader(viewer)
        return self._checked

    def take_in(self, viewer: Staff) -> TakenIn:
        """Counts."""
        _administrator(viewer)
        _write(self._calls, viewer, "take_in", {})
        return TakenIn(kept=6, copies=1)

    def remove(self, viewer: Staff, item_id: int, reason: str = "") -> None:
        """Wants a reason."""
        _administrator(viewer)
        if not reason.strip():
            raise ReasonMissing("why?")
        _write(self._calls, viewer, "remove", {"item_id": item_id, "reason": reason})
        left = tuple(one for one in self._checked.suspects if one.item.id != item_id)
        self._checked = replace(self._checked, suspects=left)


def item(number: int, words: str, intent: str, category: str, state: Any = "kept", copy_of: str = "") -> TrainingItem:
    """An invented item."""
    return TrainingItem(
        number, number, f"c{number}", words, intent, category, state, copy_of, "review", "sun.gui", THEN, THEN
    )


ITEMS = (
    item(1, TEXTS[0][0], "C1-1", "disclosure"),
    item(2, "想要一份前年的蓝皮账，找大白楼要了两回，留的电话是〔电话1〕", "C1-1", "disclosure"),
    item(3, TEXTS[2][0], "A2-7", "appeal"),
    item(4, "<img src=x onerror=\"document.title='in'\">药店换米", "B1-1", "report"),
    item(5, "药店刷卡换大米换油，我看见好几回", "B1-1", "report", "copy", "street_1.yml"),
    item(6, "", "B1-1", "report", "removed"),
)


def calls(directory: Path) -> list[dict[str, Any]]:
    """What was asked for so far."""
    kept = directory / "calls.jsonl"
    return [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []


def _reader(viewer: Staff) -> None:
    if viewer.role not in ("admin", "auditor"):
        raise Denied(f"role {viewer.role!r} does not see the models")


def _administrator(viewer: Staff) -> None:
    if viewer.role != "admin":
        raise Denied(f"role {viewer.role!r} does not change training data")


def _write(kept: Path, viewer: Staff, name: str, given: Mapping[str, Any]) -> None:
    with kept.open("a") as file:
        file.write(json.dumps({"by": viewer.name, "did": name, **given}, ensure_ascii=False) + "\n")
