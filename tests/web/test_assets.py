"""What can be said of the page's files without a browser: contrast, old-browser syntax, policy, one place for words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "api" / "citizen" / "web"
SCRIPTS = sorted(WEB.glob("*.js"))
WORDS = sorted(WEB.glob("texts*.js"))
PAGES = sorted(WEB.glob("*.html"))
CSS = (WEB / "chat.css").read_text(encoding="utf-8")

# Words whose key comes from the server, or from a state of the page: `words[state]`.
CALLED_BY_DATA = {
    "standard",
    "large",
    "xlarge",
    "then",
    "or",
    "optional",
    "citizen",
    "picture",
    "pdf",
    "audio",
    "video",
}
CALLED_BY_DATA |= {"calling"}
CALLED_BY_DATA |= {"checking", "paused", "addition", "notice", "withdrawal"}

# (text, ground): WCAG AA wants 4.5; the page's own text wants more.
TEXT_PAIRS = [
    *[("ink", ground, 7.0) for ground in ("paper", "surface", "inset", "pine-wash", "cinnabar-wash")],
    *[("ink-soft", ground, 4.5) for ground in ("paper", "surface", "inset")],
    *[("pine", ground, 4.5) for ground in ("paper", "surface", "inset", "pine-wash")],
    *[("cinnabar", ground, 4.5) for ground in ("paper", "surface", "cinnabar-wash")],
    *[("ochre", ground, 4.5) for ground in ("paper", "inset", "ochre-wash")],
    ("indigo", "indigo-wash", 4.5),
    ("indigo", "paper", 4.5),
    ("stone", "stone-wash", 4.5),
    ("on-head", "head", 7.0),
    ("on-fill", "fill", 4.5),
    ("on-fill", "fill-press", 4.5),
    # what is no text but must be seen: borders of inputs, the focus ring
    ("edge", "surface", 3.0),
    ("edge", "paper", 3.0),
    ("focus", "paper", 3.0),
    ("focus", "surface", 3.0),
    ("pine", "stone-wash", 3.0),
]


def palettes() -> dict[str, dict[str, str]]:
    """The colours of the light and the dark scheme, by variable name."""
    blocks = re.findall(r":root \{(.*?)\}", CSS, flags=re.S)
    found = [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block)) for block in blocks]
    return {"light": found[0], "dark": found[1]}


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, as WCAG 2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def code_only(script: Path) -> str:
    """The script without comments, strings and regular expressions."""
    text = script.read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"'(?:\\.|[^'\\\n])*'", "''", text)
    text = re.sub(r"(?<=[(=,:\s])/(?![/*\s])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[gimsuy]*", "/x/", text)
    return re.sub(r"//[^\n]*", "", text)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_that_carries_text_has_enough_contrast(scheme: str) -> None:
    colours = palettes()[scheme]

    weak = {
        f"{text} on {ground}": round(contrast(colours[text], colours[ground]), 2)
        for text, ground, least in TEXT_PAIRS
        if contrast(colours[text], colours[ground]) < least
    }

    assert weak == {}


def test_both_palettes_name_the_same_colours() -> None:
    light, dark = palettes().values()

    assert light.keys() == dark.keys()
    assert len(light) > 20


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_use_no_syntax_an_old_webview_cannot_read(script: Path) -> None:
    code = code_only(script)

    modern = re.findall(r"=>|`|\?\.|\?\?|\b(?:let|const|class|async|await|import|export|yield)\b|\.\.\.", code)

    assert modern == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_never_make_markup_of_text_or_code_of_text(script: Path) -> None:
    code = code_only(script)

    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc", code) == []
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_pages_hold_no_inline_script_or_style_and_nothing_from_elsewhere(page: Path) -> None:
    html = page.read_text(encoding="utf-8")

    assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", html) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", html) == []
    assert re.findall(r"(?:src|href)=\"(?!/(?!/)|#)[^\"]*", html) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_file_a_page_names_exists(page: Path) -> None:
    names = re.findall(r"\"/static/([\w.]+)\"", page.read_text(encoding="utf-8"))

    assert names
    assert [name for name in names if not (WEB / name).is_file()] == []


def test_style_sheets_load_nothing_and_use_nothing_an_old_webview_needs_for_layout() -> None:
    for sheet in WEB.glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert re.findall(r"url\(|@import|display:\s*grid|[^-]gap:|(?<!-)\binset:|clamp\(|\d[dsl]v[hw]\b", text) == []


def test_the_page_carries_no_sentence_of_the_law() -> None:
    for name in [page.name for page in PAGES if page.name != "patterns.html"] + [words.name for words in WORDS]:
        text = (WEB / name).read_text(encoding="utf-8")
        assert re.findall(r"《|第[一二三四五六七八九十百]+条|工作日|行政复议|行政诉讼|不予受理", text) == []


def test_words_stand_in_the_files_of_texts_and_each_is_used() -> None:
    words = "".join(path.read_text(encoding="utf-8") for path in WORDS)
    rest = {path.name: path.read_text(encoding="utf-8") for path in SCRIPTS if path not in WORDS}
    keys = set(re.findall(r"(\w+): '", words)) - CALLED_BY_DATA

    unused = [key for key in sorted(keys) if not any(re.search(rf"\b{key}\b", text) for text in rest.values())]
    strays = {
        name: re.findall(r"'[^'\n]*[\u4e00-\u9fff][^'\n]*'", re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.S))
        for name, text in rest.items()
        if name not in ("patterns.js", "embed.js")
    }

    assert unused == []
    assert {name: found for name, found in strays.items() if found} == {}


def test_the_samples_hold_every_card_of_the_protocol() -> None:
    samples = json.loads((WEB / "patterns.json").read_text(encoding="utf-8"))

    kinds = {sample["card"]["kind"] for sample in samples.values() if sample["card"]}
    senders = {sample["from"] for sample in samples.values()}

    assert kinds == {"answer", "question", "form", "summary", "receipt"}
    assert senders == {"bot", "agent", "system", "citizen"}
