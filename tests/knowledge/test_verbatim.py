"""The words of the two documents whose rows hold them whole, against hashes taken from the documents themselves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge import RuleBook
from knowledge.check import report
from knowledge.load import TABLES
from knowledge.seeds import compare
from knowledge.verbatim import DOCUMENTS, bare, digest


def copy_of_the_tables(directory: Path) -> Path:
    root = directory / "tables"
    shutil.copytree(TABLES, root)
    return root


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("source", sorted(DOCUMENTS))
def test_the_whole_document_put_together_from_its_rows_is_the_document(book: RuleBook, source: str) -> None:
    assert digest(DOCUMENTS[source](book)) == book.source(source).text_hash


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("situations.yml", "且拒不改正相应行为", "且不改正相应行为"),
        ("channels.yml", "可以再依法向人民法院提起行政诉讼", "可以依法向人民法院提起行政诉讼"),
        ("bases.yml", "quote: 主要政策法规依据：《信访工作条例》", "quote: 主要政策法规依据：《信访条例》"),
        ("bases.yml", "heading: （二）检举控告医疗保障领域其他", "heading: （二）检举控告医疗保障其他"),
        ("categories.yml", "二、检举控告类事项", "二、检举类事项"),
        ("articles.yml", "自作出是否立案决定之日起5个工作日内告知举报人", "自收到举报之日起5个工作日内告知举报人"),
        ("articles.yml", "chapter: 第四章 举报管理", "chapter: 第三章 举报管理"),
        ("forms.yml", "label: 社保卡号", "label: 社会保障卡号"),
        ("forms.yml", "来访, 移交, 交办, 转办, 其他]", "来访, 移交, 交办, 其他]"),
        ("sources.yml", "第26次党组会议", "第27次党组会议"),
    ],
)
def test_one_changed_word_of_a_document_is_noticed(tmp_path: Path, file: str, old: str, new: str) -> None:
    root = copy_of_the_tables(tmp_path)

    rewrite(root / file, old, new)

    assert any("is not that of the document" in problem for problem in report(root).problems)


def test_a_quotation_that_is_not_in_its_document_is_noticed(tmp_path: Path) -> None:
    root = copy_of_the_tables(tmp_path)

    rewrite(root / "duties.yml", "quote: 不得打击报复举报人", "quote: 不得报复举报人")

    assert report(root).problems == ("row cq2023-duty-17-7 quotes words that are not in cq2023.",)


def test_white_space_and_marks_of_conversion_do_not_count() -> None:
    assert bare("第三十五条　本细则\n 自[bookmark: _Toc1]施行") == "第三十五条本细则自施行"


def test_quotations_are_compared_with_documents_of_any_layout(book: RuleBook, tmp_path: Path) -> None:
    seeds = {"000": "jl2024", "001": "cq2023"}
    for number, source in seeds.items():
        spaced = "\n　".join(DOCUMENTS[source](book))
        (tmp_path / f"{number}_document.txt").write_text(spaced, encoding="utf-8")
    for number in ("002", "003", "004"):
        (tmp_path / f"{number}_document.txt").write_text("另一份文件", encoding="utf-8")

    found = {result.source: result for result in compare(book, tmp_path)}

    assert found["jl2024"].whole is found["cq2023"].whole is True
    assert found["jl2024"].missing == found["cq2023"].missing == ()
    assert found["xc2022"].whole is None
    assert len(found["xc2022"].missing) == found["xc2022"].texts > 500


def test_a_missing_document_is_named(book: RuleBook, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="000_"):
        compare(book, tmp_path)
