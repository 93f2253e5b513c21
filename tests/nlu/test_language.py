"""The language model: built when words or rules change, the same after loading, and left to itself."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from spacy.language import Language

from knowledge import RuleBook
from nlu.language import build, build_language, ensure_language_model, load_language_model, vocabulary

TEXT = "我在县第二人民医院住院，医保中心不给报销，发了一份不予受理决定书。"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ensure_language_model(tmp_path_factory.mktemp("language") / "zh_petition")


@pytest.fixture(scope="module")
def nlp(built: Path) -> Language:
    return load_language_model(built)


def copy_of(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "model"))


def entities(nlp: Language, text: str) -> list[tuple[str, str]]:
    return [(entity.label_, entity.text) for entity in nlp(text).ents]


def test_a_fresh_directory_gets_a_whole_model(built: Path) -> None:
    assert {"config.cfg", "meta.json", "mark.json", "tokenizer", "petition_entities"} <= {
        p.name for p in built.iterdir()
    }
    assert [p.name for p in built.parent.iterdir() if p.is_dir()] == [built.name]


def test_an_up_to_date_model_is_left_alone(built: Path) -> None:
    before = (built / "mark.json").stat().st_mtime_ns

    ensure_language_model(built)

    assert (built / "mark.json").stat().st_mtime_ns == before


def test_a_changed_word_list_builds_it_anew(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = copy_of(built, tmp_path)
    old = json.loads((directory / "mark.json").read_text())
    lines = [*vocabulary.dictionary_lines(), "灵芝堂国医馆 5000 n"]
    monkeypatch.setattr(vocabulary, "dictionary_lines", lambda: iter(lines))

    ensure_language_model(directory)

    assert json.loads((directory / "mark.json").read_text()) != old
    assert "灵芝堂国医馆" in [token.text for token in load_language_model(directory)("灵芝堂国医馆开门了")]
    assert [p.name for p in tmp_path.iterdir() if p.is_dir()] == ["model"]


@pytest.mark.parametrize("damage", ["{", None])
def test_a_model_without_a_readable_mark_is_built_anew(built: Path, tmp_path: Path, damage: str | None) -> None:
    directory = copy_of(built, tmp_path)
    mark = directory / "mark.json"
    whole = mark.read_text()
    mark.unlink() if damage is None else mark.write_text(damage)
    (directory / "config.cfg").write_text("spoilt")

    ensure_language_model(directory)

    assert mark.read_text() == whole
    assert load_language_model(directory)("医保").text == "医保"


def test_a_failed_build_leaves_the_old_model_and_no_rubbish(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = copy_of(built, tmp_path)
    monkeypatch.setattr(build, "_FORMAT", -1)

    def full(self: Language, path: Path) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Language, "to_disk", full)

    with pytest.raises(OSError, match="no space"):
        ensure_language_model(directory)

    assert (directory / "config.cfg").exists()
    assert [p.name for p in tmp_path.iterdir() if p.is_dir()] == ["model"]


def test_where_nothing_can_be_written_the_model_is_made_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(directory: Path) -> Path:
        raise PermissionError(directory)

    monkeypatch.setattr(build, "ensure_language_model", refuse)

    assert ("office", "医保中心") in entities(load_language_model(tmp_path), TEXT)


def test_loading_gives_back_what_was_built(nlp: Language) -> None:
    fresh = build_language()

    assert entities(nlp, TEXT) == entities(fresh, TEXT)
    assert [token.text for token in nlp(TEXT)] == [token.text for token in fresh(TEXT)]


def test_the_words_of_the_rule_tables_stay_whole(nlp: Language) -> None:
    places = RuleBook.load().places

    words = [token.text for token in nlp("向医保经办机构申请政府信息公开，在沙坪坝交了举报线索登记表")]

    assert {"医保经办机构", "政府信息公开", "举报线索登记表"} <= set(words)
    assert any("沙坪坝" in place.names for place in places)
    assert "沙坪坝" in words


@pytest.mark.parametrize(
    "text", ["", " ", "a b\n c", "😀医保😀", "1234567890abc", "\u0000x", "健民　大药房", "\ud800医", "e\u0301"]
)
def test_the_words_put_together_are_the_text(nlp: Language, text: str) -> None:
    assert nlp(text).text == text.replace("\ud800", "\ufffd")


def test_long_numbers_do_not_stay_in_the_vocabulary(nlp: Language) -> None:
    nlp("卡号是6200001234567890123请查abcdefghijk")

    assert "6200001234567890123" not in nlp.vocab.strings
    assert "abcdefghijk" not in nlp.vocab.strings


def test_the_dictionary_of_others_using_jieba_stays_as_it_was(nlp: Language) -> None:
    import jieba

    assert "医保经办机构" not in list(jieba.cut("医保经办机构", HMM=False))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我举报健民大药房", "健民大药房"),
        ("我在人民医院住院", "人民医院"),
        ("渝中区健民大药房不给发票", "渝中区健民大药房"),
        ("听说长春某某药店能刷卡", "长春某某药店"),
        ("欠薪的是XX公司", "XX公司"),
        ("在吉林大学第一医院抢救", "吉林大学第一医院"),
        ("他说康源堂里都能刷", "康源堂"),
        ("金桥大药房连锁都这样", "金桥大药房连锁"),
    ],
)
def test_an_institution_is_found_with_its_whole_name(nlp: Language, text: str, name: str) -> None:
    assert ("institution", name) in entities(nlp, text.lower()) or ("institution", name.lower()) in entities(
        nlp, text.lower()
    )


@pytest.mark.parametrize(
    "text", ["定点医院都收", "那家药店关了", "去食堂吃饭", "大医院小医院一个样", "我们公司不交", "保险公司不赔"]
)
def test_a_kind_of_institution_is_no_name(nlp: Language, text: str) -> None:
    assert not [label for label, _ in entities(nlp, text) if label == "institution"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("和县医保局讲不清", "县医保局"),
        ("去了3号窗口", "3号窗口"),
        ("强烈要求医保中心答复", "医保中心"),
        ("找淮安市洪泽区医疗保障局", "淮安市洪泽区医疗保障局"),
        ("政务大厅医保窗口排队", "政务大厅医保窗口"),
    ],
)
def test_an_office_is_found_with_its_place(nlp: Language, text: str, name: str) -> None:
    assert ("office", name) in entities(nlp, text)
