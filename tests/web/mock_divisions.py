"""A few divisions, as the divisions interface lists them."""

from __future__ import annotations

from typing import Any

_ROWS = {
    "220000": ("province", "", ["吉林省"]),
    "220100": ("city", "220000", ["吉林省", "长春市"]),
    "410000": ("province", "", ["河南省"]),
    "411600": ("city", "410000", ["河南省", "周口市"]),
    "411681": ("county", "411600", ["河南省", "周口市", "项城市"]),
    "411623": ("county", "411600", ["河南省", "周口市", "商水县"]),
}


def divisions(query: dict[str, str]) -> dict[str, Any]:
    """Those under `parent` (the provinces without one), or those whose name holds `q`."""
    wanted = query.get("q")
    found = [
        {
            "code": code,
            "name": path[-1],
            "level": level,
            "path": path,
            "has_more": any(r[1] == code for r in _ROWS.values()),
        }
        for code, (level, parent, path) in _ROWS.items()
        if (wanted in "".join(path) if wanted else parent == query.get("parent", ""))
    ]
    return {"divisions": found, "message": None if found else "没有找到这个地名。"}
