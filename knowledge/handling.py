"""Who handles a situation in a place, as far as that place's own list says."""

from __future__ import annotations

from knowledge.errors import UnknownRow
from knowledge.rows import Handler, HandlerRule, Place, Power, Service, Situation
from knowledge.shelf import Shelf

NATION = "000000"


def place_of_region(shelf: Shelf, region_code: str | None) -> Place:
    """The place whose `covers` is the longest prefix of the code; the whole country for any other code and for None."""
    code = region_code or NATION
    fitting = [place for place in shelf.all(Place) if code.startswith(place.covers)]
    if not fitting:
        raise UnknownRow("places", code)
    return max(fitting, key=lambda place: len(place.covers))


def handler_of(shelf: Shelf, situation_id: str, region_code: str | None) -> Handler:
    """Always an answer: where the place's list has nothing, `gap` says what is missing.

    A column a recorded defect touches is left out, and so is a limit on which the powers of a situation differ.
    """
    shelf.one(Situation, situation_id)
    place = place_of_region(shelf, region_code)
    rule = next(
        (row for row in shelf.all(HandlerRule) if row.place == place.region_code and situation_id in row.situations),
        None,
    )
    if rule is None or rule.power is None:
        return _without_power(shelf, place, rule)
    power = shelf.one(Power, rule.power)
    also = _powers(shelf, rule.also)
    hidden = {name for defect in power.defects for name in defect.fields}
    limits = {
        column: None if column in hidden else _agreed([getattr(one, column) for one in (power, *also)])
        for column in ("promised_limit", "statutory_limit")
    }
    return Handler(
        place=place,
        power=power,
        also=also,
        office=rule.office or (None if "office" in hidden else power.office),
        phones=() if "phones" in hidden else power.phones,
        address=None if "address" in hidden else power.address,
        promised_limit=limits["promised_limit"],
        statutory_limit=limits["statutory_limit"],
        gap=rule.gap,
        citation=shelf.citation(power.id),
        role=rule.role,
        note=rule.note,
        supervised_by=_powers(shelf, rule.supervised_by),
        near=_powers(shelf, rule.near),
    )


def service_of(shelf: Shelf, topic_id: str, region_code: str | None) -> Service | None:
    """What a place's list holds for a plain question; None where nothing was recorded for the two."""
    place = place_of_region(shelf, region_code).region_code
    return next((row for row in shelf.all(Service) if row.topic == topic_id and row.place == place), None)


def _powers(shelf: Shelf, ids: tuple[str, ...]) -> tuple[Power, ...]:
    return tuple(shelf.one(Power, power_id) for power_id in ids)


def _agreed(limits: list[str | None]) -> str | None:
    """The limit all powers of a situation share; None where they differ: it is not known which one applies."""
    return limits[0] if len(set(limits)) == 1 else None


def _without_power(shelf: Shelf, place: Place, rule: HandlerRule | None) -> Handler:
    return Handler(
        place=place,
        power=None,
        also=(),
        office=rule.office if rule else None,
        phones=(),
        address=None,
        promised_limit=None,
        statutory_limit=None,
        gap=(rule.gap if rule else None) or place.scope,
        # What the list says instead (“prices are for the market regulator”) is cited from the rule itself.
        citation=shelf.citation(rule.id) if rule is not None and rule.quote else None,
        role=rule.role if rule else None,
        note=rule.note if rule else "",
        supervised_by=_powers(shelf, rule.supervised_by) if rule else (),
        near=_powers(shelf, rule.near) if rule else (),
    )
