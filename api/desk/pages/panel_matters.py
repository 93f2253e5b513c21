"""What a petition is, and what is still to be asked: the first two sections of the side panel.

What can be clicked carries `data-act`; web/panel.js brings it to `MatterPanel`.
"""

from api.desk.pages.cases import TONES
from api.desk.pages.panel_words import how_sure, joined
from api.desk.still import Still, still
from casework.services.panel_view import Alternative, PanelMatter, PanelView, Question
from knowledge import RuleBook


def matters(view: PanelView, book: RuleBook) -> Still:
    """Every matter with its confidence, the words that decided, and what else it may be."""
    if not view.matters:
        return still("p", "还没有读出事项。", classes="mp-none")
    return joined([_matter(one, index, book) for index, one in enumerate(view.matters)])


def _matter(matter: PanelMatter, index: int, book: RuleBook) -> Still:
    words, tenths = how_sure(matter.confidence, sure=matter.sure)
    head = [
        still("span", matter.category_name, classes=f"pill {TONES.get(matter.category, 'stone')}"),
        still("strong", matter.words, classes="mp-name", title=matter.official),
    ]
    if matter.situation_id:
        head.append(still("code", matter.situation_id, classes="mp-code"))
    bar = still("span", still("i", classes=f"w{tenths}"), classes="mp-bar", aria_hidden="true")
    sure = still("p", bar, still("span", f"{words}（{matter.confidence:.0%}）"), classes="mp-sure")
    parts = [still("p", *head, classes="mp-head"), sure]
    if matter.evidence:
        said = [part for word in matter.evidence for part in (still("q", word),)]
        parts.append(still("p", "因为说到", *said, classes="mp-why"))
    if index == 0:
        parts.append(_corrections(matter, book))
    return still("article", *parts, classes="mp-matter" if matter.sure else "mp-matter unsure")


def _corrections(matter: PanelMatter, book: RuleBook) -> Still:
    """One click says what it is instead: the likeliest others at hand, every other one folded away."""
    near = [_instead(one) for one in matter.alternatives]
    groups = []
    for category in book.categories:
        rows = [one for one in book.situations if one.category == category.id and one.id != matter.situation_id]
        own = [_correct(category.id, one.id, one.plain, one.text) for one in rows]
        if not rows and category.id != matter.category:
            own = [_correct(category.id, "", category.name, category.plain)]
        if own:
            groups.append(still("div", still("span", category.name, classes="mp-group"), *own, classes="mp-all"))
    rest = still("details", still("summary", "都不是，另选"), *groups, classes="mp-rest", data_keep="rest")
    return still("div", still("span", "其实是", classes="mp-label"), *near, rest, classes="mp-instead")


def _instead(one: Alternative) -> Still:
    return _correct(one.category, one.situation_id or "", one.words, f"{one.category_name}，{one.confidence:.0%}")


def _correct(category: str, situation: str, words: str, title: str) -> Still:
    props = {"data_act": "correct", "data_category": category, "data_situation": situation}
    return still("button", words, classes="mp-chip", type="button", title=title, **props)


def questions(view: PanelView, _: RuleBook) -> Still:
    """Open questions with their answers as buttons; those answered, to be changed by a click."""
    parts = [question(one) for one in view.questions]
    if view.settled:
        known = [_settled(one) for one in view.settled]
        parts.append(still("div", still("span", "已知", classes="mp-label"), *known, classes="mp-known"))
    return joined(parts)


def question(one: Question) -> Still:
    """One question, its answers in a row."""
    return still("div", still("p", one.text, classes="mp-question"), _options(one), classes="mp-ask")


def _options(one: Question) -> Still:
    act = {"doubt": "doubt", "place": "place"}.get(one.kind, "fact")
    options = [
        still(
            "button", choice.label, classes="mp-option", type="button", title=choice.hint, data_act=act,
            data_fact=one.id, data_value=choice.value, aria_pressed="true" if choice.value == one.answer else "false",
        )
        for choice in one.options
    ]  # fmt: skip
    return still("div", *options, classes="mp-options", role="group", aria_label=one.text)


def _settled(one: Question) -> Still:
    """An answer that was given; unfolded, the question with all its answers, to give another one."""
    label = next((choice.label for choice in one.options if choice.value == one.answer), one.answer or "")
    asked = still("p", one.text, classes="mp-question")
    chip = still("summary", label, classes="mp-chip on", title=f"{one.text} 点开可以改")
    return still("details", chip, asked, _options(one), data_keep=f"known-{one.id}", classes="mp-answer")
