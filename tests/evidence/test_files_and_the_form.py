"""Who has handed in a file is not asked whether there is any evidence."""

from casework.services.ports import KeptEvidence
from tests.casework.test_registration_turns import Talk, story

KEPT = KeptEvidence("票据.jpg", "image/jpeg", 900, "ab" * 32, (), b"k" * 32)


def hand_in(talk: Talk, *, arrived: bool = True) -> None:
    with talk.store.write() as work:
        file = work.evidence.add(
            conversation_id=talk.id, number=None, name="票据.jpg", client_id="c", size=1000, key=b"k" * 32
        )
        if arrived:
            work.evidence.keep(file.id, KEPT)
        work.commit()


def asked(talk: Talk) -> list[str]:
    """The facts asked at the end of the form, each answered in the report's favour."""
    found = []
    while (talk.state.form or {})["phase"] == "checks":
        fact = (talk.state.form or {})["checking"]
        found.append(fact)
        talk.say({"evidence": "只有具体线索", "repeat": "第一次举报", "violation_place": "在本地"}.get(fact, "不是"))
    return found


def test_without_a_file_the_question_is_put() -> None:
    assert "evidence" in asked(Talk(story()).say("匿名举报", "东街"))


def test_a_file_that_has_arrived_answers_it() -> None:
    talk = Talk(story()).say("匿名举报")
    hand_in(talk)

    assert "evidence" not in asked(talk.say("东街"))

    talk.say("确认提交")
    talk.turns.finish(talk.id, talk.state)
    assert talk.registrar.written[0]["facts"]["evidence"] == "material"


def test_a_file_still_on_its_way_does_not() -> None:
    talk = Talk(story()).say("匿名举报")
    hand_in(talk, arrived=False)

    assert "evidence" in asked(talk.say("东街"))


def test_a_file_handed_in_after_the_answer_counts_more_than_it() -> None:
    talk = Talk(story()).say("匿名举报", "东街")
    asked(talk)
    hand_in(talk)

    talk.say("确认提交")

    assert (talk.state.form or {})["facts"]["evidence"] == "material"
