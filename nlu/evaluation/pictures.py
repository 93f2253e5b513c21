"""The confusion matrix and the reliability curve as PNG pictures."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from nlu.evaluation.categories import Bin, Numbers
from nlu.evaluation.table import NAMES
from nlu.labels import CATEGORIES

_FONTS: Final = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Noto Sans CJK JP", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC"),
    *("WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei", "AR PL UMing CN"),
)


def draw_confusion(matrix: Numbers, path: Path) -> None:
    """Rows: label, columns: what was told; colour is the share of the row."""
    plot, chinese = _pyplot()
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    rows, columns = _names(CATEGORIES, chinese), _names((*CATEGORIES, "nobody"), chinese)
    figure, axes = plot.subplots(figsize=(7.2, 5.6), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows)
    axes.set_xlabel("判断" if chinese else "told")
    axes.set_ylabel("标签" if chinese else "label")
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    for (row, column), count in np.ndenumerate(matrix):
        if count:
            colour = "white" if shares[row, column] > 0.55 else "#1b2a3a"
            axes.text(column, row, str(count), ha="center", va="center", color=colour)
    figure.savefig(path, dpi=150)
    plot.close(figure)


def draw_reliability(bins: Sequence[Bin], path: Path) -> None:
    """How often right against how sure; a dot's area is the number of texts, the line is perfect calibration."""
    plot, chinese = _pyplot()
    figure, axes = plot.subplots(figsize=(5.2, 5), layout="constrained")
    axes.plot([0, 1], [0, 1], color="#9aa5b1", linewidth=1, linestyle="--")
    sure, right = [one.confidence for one in bins], [one.right for one in bins]
    axes.plot(sure, right, color="#1f5fa8", linewidth=1.2)
    axes.scatter(sure, right, s=[12 + 4 * one.count for one in bins], color="#1f5fa8", alpha=0.85, clip_on=False)
    axes.set(xlim=(0, 1.02), ylim=(0, 1.05), aspect="equal")
    axes.set_xlabel("把握" if chinese else "confidence")
    axes.set_ylabel("答对的比例（宽）" if chinese else "share right (lenient)")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=150)
    plot.close(figure)


def _names(ids: Sequence[str], chinese: bool) -> list[str]:
    return [NAMES[name] if chinese else name for name in ids]


def _pyplot() -> tuple[Any, bool]:
    """matplotlib drawing to files, and whether a font with Chinese characters was found."""
    os.environ.setdefault("MPLBACKEND", "Agg")
    import matplotlib
    from matplotlib import font_manager

    matplotlib.use("Agg")
    from matplotlib import pyplot

    present = {font.name for font in font_manager.fontManager.ttflist}
    found = [name for name in _FONTS if name in present]
    if found:
        matplotlib.rcParams["font.family"] = found[:1]
    return pyplot, bool(found)
