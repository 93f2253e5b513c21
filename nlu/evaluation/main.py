"""The command: arguments, what is measured on, what is written. Nothing is measured in here."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from knowledge import RuleBook
from nlu.evaluation.baseline import train_baseline
from nlu.evaluation.bootstrap import Figure
from nlu.evaluation.cases import HELD_OUT, TWO_MATTERS, BrokenCases, Case, load_cases
from nlu.evaluation.decision import Decide, plain_decision
from nlu.evaluation.model import Measured, UnusableModel, load_archive, train_now
from nlu.evaluation.pictures import draw_confusion, draw_reliability
from nlu.evaluation.report import Material, Report, exact, make_report, write_json
from nlu.evaluation.table import render
from nlu.evaluation.targets import THRESHOLDS, commit, committed, worse_than
from nlu.evaluation.timing import rasa_parse, time_parse
from nlu.training_data import load_examples


def main(
    arguments: Sequence[str],
    decide: Decide = plain_decision,
    present_model: Callable[[], Path] | None = None,
) -> int:
    """Measure and print; 0 when done, 1 when it cannot be done or (with --check) a figure got worse, 2 for a wrong use.

    `decide` is what makes a decision of a reading; `present_model` finds the archive when none is named (without it the
    classifier is trained on the spot).
    """
    options = _parser().parse_args(arguments)
    try:
        return _evaluate(options, decide, present_model)
    except (BrokenCases, UnusableModel) as error:
        sys.stderr.write(f"{error}\n")
    except FileNotFoundError as error:
        sys.stderr.write(f"没有这个文件：{error.filename}\n")
    return 1


def _evaluate(options: argparse.Namespace, decide: Decide, present_model: Callable[[], Path] | None) -> int:
    material = _material(options)
    archive = options.model or (present_model() if present_model and not options.train else None)
    measured = load_archive(archive) if archive and not options.train else train_now()
    sys.stdout.write(_heading(measured, material, decide))
    sys.stdout.flush()
    report = make_report(material, measured.reader(), decide, options.robustness)
    report = _with(report, _times(options, measured, material, archive))
    baseline: Report | None = None
    if options.baseline:
        baseline = make_report(material, train_baseline(load_examples()), decide, options.robustness)
    sys.stdout.write("\n" + render(report, baseline))
    _write(options.out, measured, report, baseline)
    if options.write_thresholds:
        commit(report.figures, f"分类器版本 {measured.model.version}，{_described(material)}")
        sys.stdout.write(f"已写入 {THRESHOLDS}\n")
    lost = worse_than(report.figures, committed()) if options.check else []
    for sentence in lost:
        sys.stderr.write(f"{sentence}\n")
    return 1 if lost else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="triage evaluate", description="评测：读懂了多少。不给文件时，用项目自带的留出集。", allow_abbrev=False
    )
    add = parser.add_argument
    add("--messages", type=Path, metavar="FILE", help="留言：每行 text、label、alt（六类），可有 situation、accept")
    add("--colloquial", type=Path, metavar="FILE", help="口语：每行 text、labels（主要的在前）、accept")
    add("--two-matters", type=Path, metavar="FILE", help="一条两件事：格式同口语")
    add("--model", type=Path, metavar="ARCHIVE", help="训练好的模型（.tar.gz）")
    add("--train", action="store_true", help="不用现有模型，用 nlu/data 现场训练分类器并计时")
    add("--training-seconds", type=float, metavar="N", help="训练用了多少秒，列入表中")
    add("--out", type=Path, metavar="DIR", help="写 report.json、confusion.png、reliability.png 的目录")
    add("--robustness", action="store_true", help="再测写得差的：错字、繁体、同音、无标点、方言、冗长")
    add("--baseline", action="store_true", help="同一张表里列出字符 TF-IDF + 逻辑回归")
    add("--rasa-parse", action="store_true", help="再测 Rasa 全程解析的时间（要有模型文件）")
    add("--check", action="store_true", help="与 thresholds.yml 比较，退步超过两个点就以 1 结束")
    add("--write-thresholds", action="store_true", help="把这次的数值写进 thresholds.yml（只用自带的留出集）")
    return parser


def _material(options: argparse.Namespace) -> Material:
    situations = {situation.id for situation in RuleBook.load().situations}

    def cases(path: Path | None) -> list[Case]:
        return load_cases(path, situations) if path else []

    given = (options.messages, options.colloquial, options.two_matters)
    if (options.write_thresholds or options.check) and any(given):
        raise BrokenCases("--write-thresholds 和 --check 只对自带的留出集，不能再给别的文件。")
    if any(given):
        return Material(*(cases(path) for path in given))
    return Material(cases(HELD_OUT), (), load_cases(TWO_MATTERS, situations, split="test"))


def _times(
    options: argparse.Namespace, measured: Measured, material: Material, archive: Path | None
) -> dict[str, Figure]:
    texts = [case.text for case in material.messages or material.colloquial or material.two_matters]
    times = time_parse(measured.reader(), texts).as_dict()
    seconds = options.training_seconds or measured.training_seconds
    if seconds:
        times["training_seconds"] = seconds
    if options.rasa_parse:
        if archive is None:
            raise UnusableModel("测 Rasa 全程的时间要有模型文件，请用 --model。")
        whole = time_parse(rasa_parse(archive), texts).as_dict()
        times |= {f"rasa_{name}": value for name, value in whole.items()}
    return {name: exact(value, len(texts)) for name, value in times.items()}


def _with(report: Report, more: dict[str, Figure]) -> Report:
    details = (report.scores, report.confusion, report.pairs, report.situation_pairs, report.reliability)
    return Report({**report.figures, **more}, *details)


def _heading(measured: Measured, material: Material, decide: Decide) -> str:
    how = "最可能的类别" if decide is plain_decision else "产品的决定（按代价选类别，拿不准就问）"
    return f"模型：{measured.source}，版本 {measured.model.version}\n评分的是：{how}\n{_described(material)}\n"


def _described(material: Material) -> str:
    counts = {"留言": material.messages, "口语": material.colloquial, "两件事": material.two_matters}
    return "，".join(f"{name} {len(cases)} 条" for name, cases in counts.items() if cases)


def _write(out: Path | None, measured: Measured, report: Report, baseline: Report | None) -> None:
    if out is None:
        return
    out.mkdir(parents=True, exist_ok=True)
    content = {"model": measured.source, "version": measured.model.version} | report.as_dict()
    write_json(out / "report.json", content | {"baseline": baseline.as_dict() if baseline else None})
    if report.confusion is not None:
        draw_confusion(report.confusion, out / "confusion.png")
        draw_reliability(report.reliability, out / "reliability.png")
    sys.stdout.write(f"已写入 {out}\n")
