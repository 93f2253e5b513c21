"""Rows of the model loop, as the pages show them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casework.services.ports import UnitOfWork
from casework.services.ports.models import (
    CategoryPair,
    Changed,
    Comparison,
    CostMatrix,
    Interval,
    ModelState,
    ModelView,
    Overview,
    Schedule,
    SetComparison,
    ShadowDifference,
    ShadowView,
    Verdict,
)
from casework.services.ports.models_rows import KeptComparison, ModelRecord
from casework.triage import CATEGORIES
from knowledge import RuleBook

COSTS, SCHEDULE, SHADOW, ADOPTED = "costs", "schedule", "shadow", "adopted"
"""Names of the loop's settings."""
_DEAREST = 100.0


def as_overview(work: UnitOfWork, viewer: str) -> Overview:
    """All of the models page, in one unit of work, without what the viewer keeps out of."""
    pointer = work.models.serving()
    serving = serving_name(work)
    moves = tuple(work.models.moves())
    once = {move.model for move in moves} | {move.before for move in moves}
    views = {}
    for record in work.models.everything():
        name = record.card.name
        state: ModelState = "retired" if name in once else "candidate"
        if record.broken:
            state = "broken"
        elif name == serving:
            state = "serving"
        elif name == pointer.previous:
            state = "previous"
        views[name] = _view(work, record, state)
    since = max((view.card.trained_at for view in views.values()), default=None)
    return Overview(
        version=pointer.version,
        serving=views.get(serving or ""),
        since=pointer.since,
        rollback_to=pointer.previous,
        candidates=tuple(view for view in views.values() if view.state != "serving"),
        history=moves,
        job=work.jobs.latest(),
        pending=tuple(work.models.pending()),
        schedule=schedule(work),
        shadow=_shadow(work, viewer),
        items=work.training.count(),
        new_items=work.training.count(after=since),
    )


def serving_name(work: UnitOfWork) -> str | None:
    """The model that is to serve: what was promoted last, else the one trained at installation."""
    name: str | None = work.models.serving().model or work.models.setting(ADOPTED)
    return name


def schedule(work: UnitOfWork) -> Schedule:
    """When training starts by itself; off until it is set."""
    value = work.models.setting(SCHEDULE)
    return Schedule(**value) if value else Schedule()


def cost_matrix(work: UnitOfWork, book: RuleBook) -> CostMatrix:
    """The office's own prices, or the rule book's."""
    value, made = work.models.setting(COSTS), work.models.setting_made(COSTS)
    if value and made:
        return CostMatrix(value["default"], value["cells"], *made)
    given = dict(book.policy.costs)
    return CostMatrix(float(given.pop("default", 1.0)), {pair: float(price) for pair, price in given.items()})


def prices_in(cells: Mapping[str, float], default: float | None) -> dict[str, Any] | None:
    """The setting for these prices, empty when none are given; None when one is no price."""
    if not cells and default is None:
        return {}
    known = {f"{truth}>{taken}" for truth in CATEGORIES for taken in CATEGORIES if truth != taken}
    prices = [*cells.values(), 1.0 if default is None else default]
    fine = all(isinstance(price, int | float) and math.isfinite(price) and 0 <= price <= _DEAREST for price in prices)
    if not fine or not set(cells) <= known:
        return None
    return {"default": float(prices[-1]), "cells": {pair: float(price) for pair, price in cells.items()}}


def as_comparison(kept: KeptComparison, work: UnitOfWork, book: RuleBook) -> Comparison:
    """A kept comparison, and whether it still says something about what serves now."""
    content = kept.content
    costs = cost_matrix(work, book)
    stale = kept.serving != serving_name(work) or content["costs"] != {"default": costs.default} | dict(costs.cells)
    return Comparison(
        id=kept.id,
        candidate=kept.candidate,
        serving=kept.serving,
        at=kept.at,
        gold_version=content["gold_version"],
        costs=content["costs"],
        sets=tuple(_set(one) for one in content["sets"]),
        latency=Interval(**content["latency"]),
        changed=tuple(Changed(**one) for one in content["changed"]),
        pictures=tuple(content["pictures"]),
        verdict=_verdict(content["verdict"]),
        seconds=content["seconds"],
        stale=stale,
    )


def _set(content: Mapping[str, Any]) -> SetComparison:
    intervals = ("accuracy", "situation_accuracy", "report_recall", "cost")
    whole = dict(content) | {name: Interval(**content[name]) if content[name] else None for name in intervals}
    whole["categories"] = tuple(CategoryPair(**one) for one in content["categories"])
    for name in ("serving_confusion", "candidate_confusion"):
        whole[name] = tuple(tuple(row) for row in content[name])
    return SetComparison(**whole)


def _verdict(content: Mapping[str, Any]) -> Verdict:
    return Verdict(content["passes"], tuple(content["reasons"]), tuple(content["notes"]))


def _view(work: UnitOfWork, record: ModelRecord, state: ModelState) -> ModelView:
    kept = work.models.comparison(record.card.name)
    verdict = None if kept is None else _verdict(kept.content["verdict"])
    return ModelView(record.card.name, state, record.card, record.tainted, kept.at if kept else None, verdict)


def _shadow(work: UnitOfWork, viewer: str) -> ShadowView | None:
    value = work.models.setting(SHADOW)
    if not value:
        return None
    name = str(value["candidate"])
    scored, same = work.shadow.counts(name)
    differences = []
    out = work.cases.kept_from(viewer)
    for one in work.shadow.differences(name):
        if one.conversation_id in out:
            continue
        events = work.conversations.events_after(one.conversation_id, one.event_id - 1, 1)
        fits = bool(events) and events[0].id == one.event_id
        text = str(events[0].payload.get("text", "")) if fits else ""
        differences.append(
            ShadowDifference(one.conversation_id, one.event_id, one.at, text, one.serving, one.candidate)
        )
    return ShadowView(name, datetime.fromisoformat(value["since"]), scored, same, tuple(differences))
