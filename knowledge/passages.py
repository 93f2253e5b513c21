"""What of a row can be read and searched: its name, the words people use for it, its texts, what is wrong with them.

The assistant's own speech (replies, commands, cues, alerts, questions that tell readings apart) holds no rule and is
left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge import sound
from knowledge.rows import (
    Article,
    Basis,
    CaseMove,
    CaseState,
    Category,
    Channel,
    Condition,
    Defect,
    Duty,
    Fact,
    FlowChart,
    Form,
    HandlerRule,
    Hotline,
    JurisdictionRule,
    LawNote,
    Period,
    Place,
    Power,
    PowerList,
    Refusal,
    Row,
    Service,
    Situation,
    Term,
    Topic,
)
from knowledge.rulebook import RuleBook

KINDS: Mapping[type[Row], str] = {
    Situation: "诉求情形", Channel: "法定途径", Basis: "政策法规依据", Category: "事项类别", Article: "条文",
    Condition: "受理条件", Refusal: "不予受理情形", Duty: "保密和保护", Period: "期限", LawNote: "法律规定",
    JurisdictionRule: "管辖", Power: "权责事项", PowerList: "权责清单", FlowChart: "流程图", HandlerRule: "由谁办理",
    Service: "办事查询", Form: "表格", CaseMove: "办理步骤", CaseState: "办理阶段", Topic: "话题", Term: "用语",
    Fact: "要问的事", Place: "地方", Hotline: "电话",
}  # fmt: skip
"""The tables that are searched, and what a row of each is called."""
_EVIDENCE_MIN = 4  # shorter evidence (“无”) stands in many texts that it says nothing about
_UNQUOTABLE = "这一项的文字有缺陷，不能原样引用。"


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a row. `verbatim`: the document's own words; `fault`: what is recorded against them ("": nothing)."""

    heading: str
    text: str
    verbatim: bool
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A row as it can be found and shown; the first part is its quote where it has one."""

    row: Row
    kind: str
    title: str
    keywords: tuple[str, ...]
    parts: tuple[Part, ...]
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """False when anything is recorded against this row or the power it leads to."""
        return not self.faults


def passages(book: RuleBook) -> tuple[Passage, ...]:
    """Every row that can be searched, in the order of KINDS and of the tables."""
    return tuple(_passage(book, row) for kind in KINDS for row in book.all(kind))


def fault_of_quote(book: RuleBook, row: Row) -> str:
    """What is recorded against a row's quote ("": nothing). One taken from a defective power is no better than that."""
    named = next((power for power in _powers_of(book, row) if power.name == row.quote), None)
    if named is not None:  # the name of a power is no sentence of it
        return "" if sound.is_sound(named, "name") else _named(named, "name")
    defects, quotable = _faults_of(book, row)
    if not quotable:
        return _UNQUOTABLE
    return _held(row.quote or "", defects)


def _passage(book: RuleBook, row: Row) -> Passage:
    defects, quotable = _faults_of(book, row)
    faults = list(dict.fromkeys(defect.what for defect in defects))
    if not quotable:
        faults.insert(0, _UNQUOTABLE)
    parts = tuple(part for part in _parts(book, row) if part.text.strip())
    return Passage(row, KINDS[type(row)], _title(book, row), _keywords(row), parts, tuple(faults))


def _faults_of(book: RuleBook, row: Row) -> tuple[tuple[Defect, ...], bool]:
    """Defects of a row; those of the powers it takes its words from are its own."""
    match row:
        case FlowChart():
            return row.defects, row.quotable
        case PowerList():
            return row.defects, True
    powers = _powers_of(book, row)
    return tuple(defect for power in powers for defect in power.defects), all(power.quotable for power in powers)


def _powers_of(book: RuleBook, row: Row) -> tuple[Power, ...]:
    """The powers a row takes its words from, those in force."""
    match row:
        case Power():
            return (row,)
        case Period():
            names: tuple[str | None, ...] = (row.power,)
        case HandlerRule():
            names = (row.power, *row.also)
        case Service():
            names = row.powers
        case _:
            return ()
    return tuple(book.power(name) for name in names if name and book.has(Power, name))


def _title(book: RuleBook, row: Row) -> str:
    match row:
        case Situation() | Article() | Condition() | Refusal() | Duty() | JurisdictionRule():
            return row.plain
        case Channel():
            return row.label or "、".join(step.text.rstrip("。") for step in row.steps)
        case Basis():
            return row.heading
        case Period():
            return row.label
        case LawNote():
            return row.text
        case Fact():
            return row.question
        case PowerList() | FlowChart() | Form():
            return row.title
        case HandlerRule():
            known = (book.situation(one).plain for one in row.situations if book.has(Situation, one))
            return "；".join(known) or row.clause
        case Service():
            return book.topic(row.topic).name if book.has(Topic, row.topic) else row.clause
        case Power():
            return f"{row.name}（{row.sub_item}）" if row.sub_item else row.name
        case Category() | CaseMove() | CaseState() | Topic() | Term() | Place() | Hotline():
            return row.name
    raise AssertionError(type(row))


def _keywords(row: Row) -> tuple[str, ...]:
    match row:
        case Situation() | Topic():
            return row.keywords
        case Term():
            return row.words
        case Place():
            return row.names
        case Form():
            return row.called
        case HandlerRule() | Channel():
            return row.situations
        case Hotline():
            return (row.number,)
    return ()


def _parts(book: RuleBook, row: Row) -> Iterator[Part]:
    if row.quote and not isinstance(row, Power):
        yield Part("原文", row.quote, True, fault_of_quote(book, row))
    match row:
        case Power():
            yield from _of_power(row)
        case PowerList():
            for text in (*row.front, *row.catalogue):
                yield Part("清单原文", text, True, _held(text, row.defects))
        case FlowChart():
            fault = "" if row.quotable else _UNQUOTABLE
            yield Part("图中文字", "；".join(row.boxes), True, fault or _held("".join(row.boxes), row.defects))
        case Form():
            yield from _of_form(book, row)
        case Situation() | Category() | Duty() | JurisdictionRule() | Article():
            yield Part("通俗说法", row.plain, False)
        case Condition() | Refusal():
            yield Part("通俗说法", row.plain, False)
            yield Part("怎样补充", row.complete or "", False)
            yield Part("正确的途径", (row.instead or "") if isinstance(row, Refusal) else "", False)
        case Channel():
            yield Part("途径", "".join(step.text for step in row.steps), False)
        case Period():
            yield Part("通俗说法", row.text, False)
            yield Part("起算", row.starts, False)
            yield Part("谁对谁", f"{row.who}→{row.towards}", False)
            yield Part("到期没办", row.escalation, False)
        case LawNote():
            yield Part("通俗说法", row.text, False)
        case HandlerRule() | Service():
            yield Part("清单没有的", row.gap or "", False)
            yield Part("办理科室", (row.office or "") if isinstance(row, HandlerRule) else "", True)
        case CaseState():
            yield Part("对登记人说", row.plain, False)
            yield Part("接下来", row.next, False)
        case CaseMove():
            yield Part("要写明", row.reason or "", False)
        case Topic():
            yield Part("通俗说法", row.plain, False)
            yield Part("主管部门", row.department or "", False)
        case Term() | Hotline():
            yield Part("意思", row.plain, False)
        case Place():
            yield Part("收录范围", row.scope, False)
        case Fact():
            options = (*row.options, row.unsure)
            yield Part("可选的回答", "；".join(f"{one.label}：{one.meaning}" for one in options), False)
    yield Part("备注", row.note, False)


def _of_form(book: RuleBook, form: Form) -> Iterator[Part]:
    for field in form.fields:
        source, clause = form.basis(field.id)
        words = [field.caption, *field.options, field.question, field.hint, *field.aliases]
        listed = "　".join(dict.fromkeys(word for word in words if word))
        yield Part(f"栏目·{field.caption}（《{book.source(source).title}》{clause}）", listed, False)
    for note in form.notes:
        yield Part("填表说明", note, bool(form.annex))


def _of_power(power: Power) -> Iterator[Part]:
    def single(heading: str, name: str, text: str | None) -> Part:
        fault = _named(power, name) if not sound.is_sound(power, name) else _held(text or "", power.defects)
        return Part(heading, text or "", True, fault)

    yield single("事项名称", "name", power.name)
    yield single("子项", "sub_item", power.sub_item)
    yield single("实施主体", "implementer", power.implementer)
    yield single("办理科室", "office", power.office)
    yield single("承诺时限", "promised_limit", power.promised_limit)
    yield single("法定时限", "statutory_limit", power.statutory_limit)
    yield single("依据中的时限", "basis_limit", power.basis_limit)
    yield single("地址", "address", power.address)
    yield single("电话", "phones", "；".join(f"{phone.role} {phone.number}" for phone in power.phones))
    steps = sound.sound_steps(power)
    for step in power.steps:
        text = f"{step.name}：{step.text}" if step.name else step.text
        yield Part("办理环节", text, True, _judged(power, "steps", step.text, step in steps))
    bases = sound.sound_basis(power)
    for text in power.basis:
        yield Part("实施依据", text, True, _judged(power, "basis", text, text in bases))
    for heading, column in power.fields.items():
        kept = sound.sound_column(power, heading)
        yield Part(heading, column, True, _judged(power, heading, column, kept == column))


def _judged(power: Power, field: str, text: str, is_sound: bool) -> str:
    """What is wrong with a text of a power that may be long."""
    if not is_sound:
        return _named(power, field)
    return _held(text, power.defects) or ("" if power.quotable else _UNQUOTABLE)


def _named(power: Power, field: str) -> str:
    return "".join(dict.fromkeys(defect.what for defect in power.defects if field in defect.fields)) or _UNQUOTABLE


def _held(text: str, defects: tuple[Defect, ...]) -> str:
    """What is wrong where a text holds the words a defect shows."""
    bare = "".join(text.split())
    shown = [(defect.what, "".join(defect.evidence.split())) for defect in defects]
    return "".join(dict.fromkeys(what for what, words in shown if len(words) >= _EVIDENCE_MIN and words in bare))
