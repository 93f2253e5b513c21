"""Which earlier texts are near."""

from __future__ import annotations

from casework.suggesting.nearness import Kept, Nearness

TEXTS = {
    1: "住院报销被医保中心拒付，说材料不在目录里",
    2: "慢特病认定没有通过，材料不齐",
    3: "药店拿医保卡刷洗衣液，我要举报",
    4: "手术用的材料不在目录，医保中心拒付不给报",
}
OF = {1: "A2-7", 2: "A2-6", 3: "B1-1", 4: "A2-7"}


def index() -> Nearness:
    made = Nearness()
    for number, text in TEXTS.items():
        made.add([Kept(number, f"c{number}", "report" if number == 3 else "appeal", OF[number])], [text])
    return made


def ids(found: list[tuple[Kept, float]]) -> list[int]:
    return [kept.id for kept, _ in found]


def test_the_likest_of_the_same_situation_come_first() -> None:
    found = index().nearest("住院材料不在目录里，医保中心拒付", "appeal", "A2-7", 0.1, 5)

    assert ids(found) == [1, 4]
    assert all(0 <= score <= 1.0001 for _, score in found)


def test_without_a_situation_the_category_counts() -> None:
    assert set(ids(index().nearest("材料不齐", "appeal", None, 0.0, 9))) == {1, 2, 4}


def test_what_is_not_near_enough_is_not_found() -> None:
    assert index().nearest("公积金怎么提取", "appeal", "A2-7", 0.3, 5) == []
    assert index().nearest(TEXTS[1], "disclosure", "C1-1", 0.0, 5) == []


def test_a_conversation_that_is_dropped_is_found_no_more_and_the_rest_still_is() -> None:
    made = index()
    made.drop("c1")
    made.drop_ids([3])

    assert ids(made.nearest(TEXTS[1], "appeal", "A2-7", 0.1, 5)) == [4]
    assert len(made) == 2
    made.add([Kept(9, "c9", "appeal", "A2-7")], [TEXTS[1]])
    assert ids(made.nearest(TEXTS[1], "appeal", "A2-7", 0.5, 1)) == [9]


def test_an_empty_index_finds_nothing() -> None:
    made = index()
    for name in ("c1", "c2", "c3", "c4"):
        made.drop(name)

    assert made.nearest("住院", "appeal", None, 0.0, 5) == []
    assert made.newest == 0
