"""What the rules say of a petition: channel, periods, acceptance and office, each statement with its clause."""

from collections.abc import Mapping

from api.desk.pages.panel_words import NOTHING, clause, joined
from api.desk.still import Still, still
from casework.acceptance import Acceptance, Line
from casework.services.panel_view import Branch, Cited, OfficeShown, PanelMatter, PanelStep, PanelView, RemedyShown
from knowledge import RuleBook

_RELATIONS = {"first": "先", "then": "然后", "or": "或者", "optional": "也可以"}
_OUTLOOK = {
    "acceptable": "看起来符合受理条件",
    "incomplete": "还有没弄清的",
    "refusable": "有不予受理的情形",
}
_HELD: Mapping[tuple[str, bool], tuple[str, str]] = {
    ("condition", True): ("符合", "good"),
    ("condition", False): ("不符合", "bad"),
    ("refusal", True): ("没有", "good"),
    ("refusal", False): ("有", "bad"),
}
_SOON = 15


def channel(view: PanelView, book: RuleBook) -> Still:
    """The channel of every matter: branches, steps, what is not given, each with its clause."""
    several = len(view.matters) > 1
    parts: list[Still] = []
    for matter in view.matters:
        body = [_branch(one, book) for one in matter.branches]
        body += [_statement(one, book) for one in matter.notes]
        body += [_sources(matter, book)] if matter.sources else []
        if body and several:
            parts.append(still("h4", matter.words))
        parts += body
    return joined(parts)


def _sources(matter: PanelMatter, book: RuleBook) -> Still:
    """Every place of the rule book that what is said of a matter rests on."""
    rows = [
        still("li", still("span", f"《{one.title}》"), clause(book, matter.words, one), classes="mp-line")
        for one in matter.sources
    ]
    return still("details", still("summary", f"依据 {len(rows)} 处"), still("ul", *rows), data_keep="sources")


def _branch(branch: Branch, book: RuleBook) -> Still:
    said = "\n".join(f"{_RELATIONS[step.relation]}：{step.text}" for step in branch.steps)
    source = clause(book, f"{branch.label}\n{said}".strip(), branch.citation)
    # Without a label of its own the clause stands behind the first step: no line is spent on it alone.
    behind = [] if branch.label else [source]
    steps = [
        still("li", _relation(step), still("span", step.text, *(behind if step is branch.steps[0] else ())))
        for step in branch.steps
    ]
    parts = [still("ol", *steps, classes="mp-steps")]
    if branch.label:
        parts.insert(
            0, still("p", still("span", branch.label, classes="mp-branch-name"), source, classes="mp-branch-head")
        )
    if branch.not_given:
        parts.append(still("p", f"这类事项不适用：{'、'.join(branch.not_given)}", classes="mp-not"))
    return still("div", *parts, classes="mp-branch")


def _relation(step: PanelStep) -> Still:
    return still("span", _RELATIONS[step.relation], classes=f"mp-rel {step.relation}")


def _statement(one: Cited, book: RuleBook) -> Still:
    return still("p", still("span", one.text), clause(book, one.text, one.citation), classes="mp-line")


def periods(view: PanelView, book: RuleBook) -> Still:
    """Periods that already run for the caller, then those of the channel."""
    parts = [_remedy(one, book) for one in view.remedies]
    shown = {one.citation.row for one in view.remedies}
    limits = {one.citation.row: one for matter in view.matters for one in matter.limits}
    rest = [_statement(one, book) for row, one in limits.items() if row not in shown]
    if not parts or not rest:
        return joined([*parts, *rest])
    folded = still("div", *rest, classes="mp-folded")
    parts.append(still("details", still("summary", f"另有 {len(rest)} 条期限规定"), folded, data_keep="limits"))
    return joined(parts)


def _remedy(one: RemedyShown, book: RuleBook) -> Still:
    left = one.day.left
    words, look = (f"还有 {left} 天", "ochre" if left <= _SOON else "plain") if left > 0 else ("今天到期", "cinnabar")
    if left < 0:
        words, look = f"已过 {-left} 天", "cinnabar"
    return still(
        "div",
        still(
            "p",
            still("strong", one.day.period.label),
            still("span", words, classes=f"{look}-ink num"),
            classes="mp-clock",
        ),
        still("p", still("span", one.words), clause(book, one.words, one.citation), classes="mp-line"),
        classes="mp-remedy",
    )


def acceptance(view: PanelView, book: RuleBook) -> Still:
    """Every condition and ground of refusal, those in the way first, those that are fine folded away."""
    held = view.acceptance
    if held is None:
        return NOTHING
    note = "" if held.binding else "重庆细则，在本地只作参照"
    ways = [_line(one, book) for one in held.lines if one.favourable is False]
    unknown = [_line(one, book) for one in held.lines if one.favourable is None and one.fact]
    fine = [_line(one, book) for one in held.lines if one.favourable]
    parts = [still("p", note, classes="mp-soft")] if note else []
    parts += [still("ul", *ways, *unknown, classes="mp-lines")] if ways or unknown else []
    if fine:
        folded = still("ul", *fine, classes="mp-lines")
        parts.append(still("details", still("summary", f"没有问题的 {len(fine)} 项"), folded, data_keep="fine"))
    return joined(parts)


def _line(line: Line, book: RuleBook) -> Still:
    words, look = ("不清楚", "open") if line.favourable is None else _HELD[line.kind, line.favourable]
    what = [still("span", line.plain), clause(book, line.plain, line.citation)]
    adds = [
        still("p", add, classes="mp-add") for add in (line.complete, line.instead) if add and line.favourable is False
    ]
    return still(
        "li",
        still("span", words, classes="mp-state"),
        still("div", still("p", *what), *adds),
        classes=f"mp-held {look}",
    )


def outlook(held: Acceptance | None) -> str:
    """How a report stands, in a few words."""
    return _OUTLOOK[held.outlook] if held else ""


def office(view: PanelView, book: RuleBook) -> Still:
    """Who handles it in the caller's place, as far as that place's list says."""
    parts: list[Still] = []
    for matter in view.matters[:1]:
        parts += [_office(one) for one in matter.offices]
        if matter.office_source:
            cited = clause(book, " ".join(one.office for one in matter.offices), matter.office_source)
            parts.append(
                still("p", still("span", f"《{matter.office_source.title}》"), cited, classes="mp-line mp-soft")
            )
        if matter.office_note:
            parts.append(still("p", matter.office_note, classes="mp-soft"))
    return joined(parts)


def _office(one: OfficeShown) -> Still:
    lines = [still("p", still("strong", one.office or one.name))]
    if one.office and one.name:
        lines.append(still("p", one.name, classes="mp-soft mp-clamp", title=one.name))
    lines += [
        still("p", still("span", number, classes="num mp-phone"), still("span", role, classes="mp-soft"))
        for number, role in one.phones
    ]
    lines += [still("p", line, classes="mp-soft") for line in (one.address, *one.limits) if line]
    if one.steps:
        steps = still("ol", *(still("li", step) for step in one.steps), classes="mp-plainsteps")
        lines.append(still("details", still("summary", f"办理步骤，{len(one.steps)} 步"), steps, data_keep="steps"))
    return still("div", *lines, classes="mp-office")
