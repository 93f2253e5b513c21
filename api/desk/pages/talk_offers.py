"""Suggested replies above the composer: at most three, each with its clauses to copy, none ever sent by itself."""

from collections.abc import Mapping, Sequence

from api.desk.pages.talk_marks import marked
from api.desk.still import Still, still
from casework.suggesting import Suggestion
from knowledge import Citation

SOURCES: Mapping[str, str] = {
    "safety": "安全提示",
    "rule": "规则答复",
    "question": "该问的",
    "form": "登记表",
    "memory": "以前的回复",
    "canned": "常用语",
}
_CITED = 3
"""Clauses shown with a suggestion; the side panel has all."""
_TITLE_MAX = 20
"""Characters. A document with a longer title is named by its clause, its title on pointing."""


def offers(suggestions: Sequence[Suggestion], for_event: int) -> Still:
    """All of them; an empty piece where there is none."""
    if not suggestions:
        return Still("")
    return still(
        "ol", *(_offer(one, for_event, place) for place, one in enumerate(suggestions, 1)), classes="offer-list"
    )


def _offer(one: Suggestion, for_event: int, place: int) -> Still:
    # Rows of one clause differ only in their words: it is named once.
    clauses = list({(cited.title, cited.clause): cited for cited in reversed(one.clauses)}.values())[::-1]
    cites = [_cite(cited) for cited in clauses[:_CITED]]
    if len(clauses) > _CITED:
        cites.append(still("span", f"等 {len(clauses)} 条", classes="soft small"))
    return still(
        "li",
        still("kbd", f"Alt+{place}", classes="offer-key"),
        still(
            "button",
            still("span", marked(one.text, ()), classes="offer-text"),
            type_="button",
            classes="offer-take",
            title="放进输入框，可以改",
            aria_keyshortcuts=f"Alt+{place}",
        ),
        still("span", SOURCES[one.source], classes="offer-source", title=one.why),
        *([still("div", *cites, classes="offer-cites")] if cites else []),
        classes="offer",
        data_offer=one.id,
        data_event=str(for_event),
        data_text=one.text,
    )


def _cite(cited: Citation) -> Still:
    whole = f"《{cited.title}》{cited.clause}"
    return still(
        "button",
        cited.clause if len(cited.title) > _TITLE_MAX else whole,
        type_="button",
        classes="cite",
        title=f"复制：{whole}\n{cited.quote}",
        data_copy=f"{whole}：“{cited.quote}”" if cited.quote else whole,
        data_done="已复制",
        data_failed="没有复制成",
    )
