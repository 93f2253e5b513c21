"""The command from arguments to table, JSON and pictures, on a small classifier in an archive like Rasa's."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from nlu.classifier import IntentModel
from nlu.evaluation.baseline import train_baseline
from nlu.evaluation.main import main
from nlu.evaluation.model import UnusableModel, load_archive
from nlu.training_data import Example

SMALL = {
    "A2-7": ["住院费医保只报了两千，我不服", "我的药费为什么不给报销，要求重新核算", "报销少了三千块，请给我补上"],
    "B1-1": ["举报药店刷医保卡卖洗衣粉", "举报医院空床骗医保", "有人拿别人的卡套现，我要举报"],
    "D-1": ["建议提高门诊报销额度", "希望把血透点设到乡镇，提个建议", "建议延长居民医保缴费时间"],
    "consult_contribution": ["请问今年医保交多少钱", "居民医保什么时候开始交", "断了两年怎么补缴"],
    "oos_pension": ["养老金这个月少发了", "退休工资什么时候补发", "养老保险认证失败"],
    "greet": ["你好", "您好", "在吗"],
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    pairs = [(text, intent) for intent, texts in SMALL.items() for text in texts]
    IntentModel.train([text for text, _ in pairs], [intent for _, intent in pairs]).save(folder)
    plan = {
        "predict_schema": {
            "nodes": {
                "run": {
                    "uses": "nlu.components.petition_classifier.PetitionClassifier",
                    "resource": {"name": "train_it3"},
                }
            }
        }
    }
    path = folder / "small.tar.gz"
    with tarfile.open(path, "w:gz", compresslevel=1) as tar:
        _add(tar, "./metadata.json", json.dumps(plan).encode())
        for file in sorted(folder.glob("*.npz")) + sorted(folder.glob("*.json")):
            _add(tar, f"./components/train_it3/{file.name}", file.read_bytes())
        _add(tar, "./components/train_other/model.json", b"{}")
    return path


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    rows = [
        {"text": "报销少了一大半，请重新核算，我不服", "label": "appeal", "alt": None},
        {"text": "举报药店拿医保卡套现", "label": "report", "alt": None},
        {"text": "请问居民医保什么时候交", "label": "consult", "alt": None},
        {"text": "养老金什么时候补发", "label": "out_of_scope", "alt": "consult"},
        {"text": "建议提高门诊额度", "label": "suggestion", "alt": None},
    ]
    path = tmp_path / "messages.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_table_json_and_pictures_come_out(
    archive: Path, messages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"

    code = main(["--model", str(archive), "--messages", str(messages), "--out", str(out), "--training-seconds", "61"])

    printed = capsys.readouterr().out
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert code == 0
    assert "准确率（宽）" in printed
    assert "混淆矩阵" in printed
    assert report["figures"]["lenient_accuracy"]["value"] == 1.0
    assert report["figures"]["training_seconds"]["value"] == 61
    assert report["figures"]["mean"]["value"] > 0
    assert sum(map(sum, report["confusion"])) == 5
    for name in ("confusion.png", "reliability.png"):
        assert (out / name).read_bytes().startswith(b"\x89PNG")


def test_colloquial_cases_give_situations(archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = tmp_path / "colloquial.jsonl"
    cases.write_text('{"text": "药店拿医保卡卖洗衣粉，举报", "labels": ["B1-1"], "accept": []}\n', encoding="utf-8")

    code = main(["--model", str(archive), "--colloquial", str(cases)])

    printed = capsys.readouterr().out
    assert code == 0
    assert "情形第一（读出）" in printed
    assert "混淆矩阵" not in printed


def test_a_broken_file_ends_with_one_line(archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"text": "x", "label": "none"}\n', encoding="utf-8")

    code = main(["--model", str(archive), "--messages", str(broken)])

    said = capsys.readouterr().err
    assert code == 1
    assert "broken.jsonl 第 1 行" in said
    assert said.count("\n") == 1


def test_a_missing_file_is_named(archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--model", str(archive), "--messages", str(tmp_path / "gone.jsonl")]) == 1

    assert "没有这个文件" in capsys.readouterr().err


def test_thresholds_are_measured_on_our_own_texts_only(
    archive: Path, messages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--model", str(archive), "--messages", str(messages), "--write-thresholds"]) == 1

    assert "自带的留出集" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"no archive at all"])
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.tar.gz"
    path.write_bytes(content)

    with pytest.raises(UnusableModel, match=r"model\.tar\.gz"):
        load_archive(path)


def test_an_archive_cut_short_is_refused(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "half.tar.gz"
    path.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])

    with pytest.raises(UnusableModel, match="请重新训练"):
        load_archive(path)


def test_an_archive_without_our_classifier_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "stock.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        _add(tar, "metadata.json", json.dumps({"predict_schema": {"nodes": {}}}).encode())

    with pytest.raises(UnusableModel, match="stock"):
        load_archive(path)


def test_the_baseline_learns_from_the_same_examples() -> None:
    examples = [Example(text, intent, "x.yml") for intent, texts in SMALL.items() for text in texts * 2]

    reading = train_baseline(examples)("举报药店刷医保卡")

    (matter,) = reading.matters
    assert reading.ranking[0].name == "B1-1"
    assert max(matter.categories, key=lambda name: matter.categories[name]) == "report"
    assert sum(scored.confidence for scored in matter.ranking) == pytest.approx(1.0)
