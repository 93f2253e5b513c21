"""Two matters in one text: found where both sides say so, not where a story only has two halves."""

import pytest

from nlu.classifier import IntentModel
from nlu.labels import category_of
from nlu.reader import read

TWO = [
    ("住院两万才报三千,太少了,我不认。另外举报人民路药店拿医保卡刷大米", {"appeal", "report"}),
    ("举报这家医院挂床住院骗医保!再提个建议,缴费能不能放到手机上办", {"report", "suggestion"}),
]
ONE = [
    "我住院花了两万,医保才报三千,太少了,我不认",
    "举报人民路药店。他们拿医保卡刷大米和油,老板还说随便刷",
    "住院两万才报三千,太少了,我不认。请问这个报销比例是怎么算的,在哪里可以查到?要带什么材料?",
    "另外",
    "另外,另外,另外",
]


@pytest.mark.parametrize(("text", "categories"), TWO)
def test_two_matters_are_read_apart_and_together_cover_the_text(
    small_model: IntentModel, text: str, categories: set[str]
) -> None:
    matters = read(small_model, text).matters

    assert {category_of(matter.ranking[0].name) for matter in matters} == categories
    assert matters[0].span.start == 0
    assert matters[0].span.end == matters[1].span.start
    assert matters[1].span.end == len(text)


@pytest.mark.parametrize(("text", "_"), TWO)
def test_evidence_lies_within_its_matter(small_model: IntentModel, text: str, _: set[str]) -> None:
    for matter in read(small_model, text).matters:
        assert matter.evidence
        assert all(matter.span.start <= e.start < e.end <= matter.span.end for e in matter.evidence)


@pytest.mark.parametrize("text", ONE)
def test_one_matter_stays_one(small_model: IntentModel, text: str) -> None:
    assert len(read(small_model, text).matters) == 1
