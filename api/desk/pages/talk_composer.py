"""Where an agent writes: one piece of HTML of the page's script, so that nothing typed is ever redrawn."""

import json
from collections.abc import Sequence
from typing import Any

from api.desk.still import Still, still

_SAY = "回复群众。Enter 发送，Shift+Enter 换行，/ 用常用语"
_NOTE = "写一条内部备注，群众看不到"


def composer(canned: Sequence[dict[str, Any]]) -> Still:
    """The box, its signs and buttons. `canned`: id, name and text of the replies behind “/”."""
    return still(
        "div",
        still(
            "div",
            still("span", "对话有了新消息，请再看一眼。您写的还在。", classes="grow"),
            still("button", "看过了", classes="btn quiet", type_="button", data_seen=""),
            classes="stale-note",
            hidden="",
            role="status",
        ),
        still(
            "div",
            still(
                "ul",
                classes="slash",
                hidden="",
                role="listbox",
                aria_label="常用语",
                data_canned=json.dumps(list(canned), ensure_ascii=False),
            ),
            still(
                "textarea",
                rows="2",
                placeholder=_SAY,
                data_to_say=_SAY,
                data_to_note=_NOTE,
                spellcheck="false",
                aria_label="回复群众",
            ),
            still(
                "div",
                still("button", "改记备注", classes="btn quiet", type_="button", data_note="", title="Alt+N"),
                still("a", "常用语", classes="btn quiet", href="/desk/canned", target="_blank"),
                still("span", classes="count num", role="status"),
                still("span", classes="grow"),
                still("button", "发送", classes="btn first", type_="button", data_send=""),
                classes="composer-foot",
            ),
            classes="composer-box",
        ),
        classes="composer",
    )
