"""What the desk's parts do without a browser: lists in addresses, markup, files to fetch, colours, loading."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from api.desk.downloads import Downloads, Opened, attachment
from api.desk.still import still
from api.desk.times import left_words, when
from api.desk.wanted import PER_PAGE, Wanted
from casework.errors import FileUnknown
from tests.contracts.project import ROOT

DAY = date(2026, 3, 2)


def test_a_list_and_its_address_are_the_same() -> None:
    wanted = Wanted(q="大药房 & 门诊", scope="mine", category="report", state="accepted", order="due", page=3)
    address = wanted.address(page=3)

    import urllib.parse

    query = dict(urllib.parse.parse_qsl(address.partition("?")[2]))
    assert Wanted.of(query) == wanted
    assert Wanted().address() == "/desk/"
    assert wanted.address(state="").count("page=") == 0


@pytest.mark.parametrize(
    "query", [{"page": "0"}, {"page": "²"}, {"page": "9" * 30}, {"scope": "all'"}, {"order": ""}, {"category": "<b>"}]
)
def test_what_makes_no_sense_in_an_address_is_left_out(query: dict[str, str]) -> None:
    assert Wanted.of(query) == Wanted()


def test_the_lists_ask_for_what_they_say() -> None:
    mine = Wanted(scope="mine", page=2).query("wang.li", DAY)
    overdue = Wanted(scope="overdue", state="opened").query("wang.li", DAY)

    assert (mine.assigned_to, mine.offset, mine.limit, mine.overdue_on) == ("wang.li", PER_PAGE, PER_PAGE, None)
    assert (overdue.assigned_to, overdue.overdue_on, overdue.states) == (None, DAY, ("opened",))


def test_words_never_become_markup() -> None:
    bad = "<img src=x onerror=alert(1)>\"'&"

    made = still("td", bad, still("b", bad), classes=bad, data_row=bad)

    assert made.count("<") == 4
    assert re.findall(r"<(/?\w+)", made) == ["td", "b", "/b", "/td"]
    assert '"' not in re.sub(r' (class|data-row)="[^"<>]*"', "", made)


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        (date(2026, 2, 28), "逾期 2 天", "cinnabar"),
        (date(2026, 3, 2), "今天到期", "cinnabar"),
        (date(2026, 3, 5), "还有 3 天", "ochre"),
        (date(2026, 3, 6), "还有 4 天", "plain"),
    ],
)
def test_how_near_a_period_is(due: date, words: str, tone: str) -> None:
    assert left_words(due, DAY) == (words, tone)


def test_a_day_of_another_year_says_so() -> None:
    assert [when(day, DAY) for day in (DAY, date(2026, 1, 5), date(2025, 12, 31))] == ["今天", "01-05", "2025-12-31"]


def test_a_file_is_fetched_once_and_by_its_own_session_only() -> None:
    waiting = Downloads()
    ticket = waiting.leave("mine", Opened("收据.pdf", "application/pdf", iter([b"x"])))

    for session, name in (("theirs", ticket), ("mine", "guessed")):
        with pytest.raises(FileUnknown):
            waiting.fetch(session, name)
    assert waiting.fetch("mine", ticket).name == "收据.pdf"
    with pytest.raises(FileUnknown):
        waiting.fetch("mine", ticket)


def test_a_file_is_saved_and_never_shown() -> None:
    answer = attachment(Opened('a"b\r\nX: y.html', "text/html", iter([b"<script>"])))

    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment;")
    assert "\r" not in disposition
    assert disposition.count('"') == 2
    assert "sandbox" in answer.headers["content-security-policy"]


def test_nothing_of_the_desk_library_is_loaded_until_somebody_knocks() -> None:
    code = "import sys, api.app, api.commandline.serve; sys.exit('nicegui' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


# ---------------------------------------------------------------- colours

SHEET = (ROOT / "api/desk/web/colours.css").read_text(encoding="utf-8")
INKS = ("ink", "ink-soft", "pine", "cinnabar", "indigo", "ochre", "stone")
TEXT = [(ink, ground) for ink in ("ink", "ink-soft", "pine") for ground in ("ground", "surface", "inset", "hover")]
TEXT += [(tone, f"{tone}-wash") for tone in ("pine", "cinnabar", "indigo", "ochre", "stone")]
TEXT += [(tone, "surface") for tone in ("cinnabar", "ochre", "indigo")]
TEXT += [
    ("on-fill", "fill"),
    ("on-fill", "fill-press"),
    ("on-rail", "rail"),
    ("rail-on", "rail-mark"),
    ("ink", "indigo-wash"),
]


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_words_stand_out_from_their_ground(theme: str, ink: str, ground: str) -> None:
    light, dark = SHEET.split("body.body--dark")
    known = colours(light) if theme == "light" else colours(light) | colours(dark)

    assert contrast(known[ink], known[ground]) >= 4.5, (theme, ink, ground)


def test_the_sign_in_page_in_the_dark_has_the_colours_of_the_desk_in_the_dark() -> None:
    dark = colours(SHEET.split("body.body--dark")[1])
    door = colours((ROOT / "api/desk/web/door.css").read_text(encoding="utf-8").replace("; --", ";\n--"))

    assert door
    assert all(dark[name] == value for name, value in door.items())


def test_no_page_of_the_desk_asks_another_server_for_anything() -> None:
    for path in sorted(Path(ROOT, "api/desk").rglob("*")):
        if path.suffix in (".py", ".css", ".js", ".html"):
            found = re.findall(r"https?://[^\s\"')]+", path.read_text(encoding="utf-8"))
            assert not found, path
