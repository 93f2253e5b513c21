"""Long-winded texts are read twice: whole, and without the sentences that tell nothing."""

import pytest

from nlu.classifier import IntentModel
from nlu.features.cues import load_cues
from nlu.features.document import Document
from nlu.features.view import Noticed
from nlu.reader import read
from nlu.telling import telling_sentences

FILLING = (
    "那天外面下着雨，我撑着伞走了二十来分钟才到。家里人也劝我别着急，慢慢来。路上堵了一会儿，到的时候人还不多。"
    "我是用手机写的，错别字请谅解。这几天天气凉了，早晚都得添件衣服。晚上睡不着，就起来把这事写一写。"
)
MATTER = "我住院花了两万，医保才报三千，太少了，我不认。"


def test_weather_and_journeys_do_not_tell() -> None:
    document = Document.of(FILLING + MATTER + FILLING)

    telling = telling_sentences(Noticed.of(document, load_cues()), load_cues())

    assert "".join(document.only(telling).sentence_texts()) == Document.of(MATTER).text


@pytest.mark.parametrize("text", ["", MATTER, MATTER * 12, MATTER.replace("。", "") * 3])
def test_short_texts_and_texts_that_tell_throughout_are_read_once(text: str) -> None:
    assert telling_sentences(Noticed.of(Document.of(text), load_cues()), load_cues()) == []


def test_filling_around_a_matter_hides_it_less(small_model: IntentModel) -> None:
    padded = FILLING + MATTER + FILLING
    number = small_model.classes.intents.index("A2-7")

    once = float(small_model.predict_texts([padded]).intents[0, number])
    twice = read(small_model, padded).matters[0]

    assert next(s.confidence for s in twice.ranking if s.name == "A2-7") > once
    assert twice.span == (0, len(padded))
