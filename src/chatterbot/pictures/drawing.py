"""The drawing process: ``python -m chatterbot.pictures.drawing`` reads descriptions (JSON) and writes PNG frames.

Only this process imports matplotlib. The pictures are light on dark, in colours that people with any kind of colour vision can
distinguish (Okabe and Ito, 2008); the smallest text is 10 pixels high when Discord shows a picture 400 pixels wide.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import matplotlib as mpl
from matplotlib import axes as mpl_axes
from matplotlib import figure, layout_engine, patches, ticker

from chatterbot.pictures import descriptions, fonts
from chatterbot.pictures.descriptions import AnswerResult
from chatterbot.pictures.painter import FRAME_HEADER_BYTES

__all__ = ("draw", "main")

BACKGROUND: Final = "#2b2d31"
"""The background of an embed in Discord's dark theme."""
PANEL: Final = "#1e1f22"
TEXT: Final = "#f2f3f5"
QUIET: Final = "#b5bac1"
COLOURS: Final[Mapping[str, str]] = {
    AnswerResult.RIGHT: "#56b4e9",
    AnswerResult.WRONG: "#e69f00",
    AnswerResult.SILENT: "#8e9297",
}
"""One colour has one meaning in every picture."""
AREA: Final = "#313338"
"""Behind the scores at which nothing is answered."""

WIDTH_INCHES: Final = 8.0
HEIGHT_INCHES: Final = 6.0
DOTS_PER_INCH: Final = 150
"""1200 x 900 pixels: three times the 400 x 300 shown in an embed, so that a picture is sharp when it is opened."""

MARGIN_INCHES: Final = 0.12
TITLE_SIZE: Final = 18
TEXT_SIZE: Final = 15

# The pairs are placed in hundredths of the picture's height.
TITLE_TOP: Final = 97.0
FIRST_PAIR_TOP: Final = 83.5
PAIR_HEIGHT: Final = 16.0
LINE_HEIGHT: Final = 4.0
BASELINE: Final = 2.8
"""From a line's top to its baseline."""
BAR_BELOW: Final = 12.4
"""From a pair's top to its bar's lower edge."""
BAR_HEIGHT: Final = 1.9
LEFT: Final = 2.5
BAR_WIDTH: Final = 85.0
"""Hundredths of the picture's width that the longest bar takes; its number stands behind it."""

ROW_HEIGHT: Final = 10.2
ROW_BAR_BELOW: Final = 4.6
"""From the top of a row of a bar picture to its bar's upper edge."""
DAY_LABELS: Final = 8
"""Most days that are named below a day picture."""

STYLE: Final[dict[Any, Any]] = {
    "font.size": TEXT_SIZE,
    "text.parse_math": False,  # a label "$x" is a label, not a formula
    "text.color": TEXT,
    "axes.labelcolor": QUIET,
    "axes.facecolor": PANEL,
    "axes.edgecolor": QUIET,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "figure.facecolor": BACKGROUND,
    "savefig.facecolor": BACKGROUND,
}


def draw(picture: descriptions.Picture) -> bytes:
    """Return `picture` as a PNG file."""
    found = fonts.Fonts()
    with mpl.rc_context(rc={**STYLE, "font.family": found.names}):
        sheet = figure.Figure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), dpi=DOTS_PER_INCH)
        if isinstance(picture, descriptions.PairPicture):
            _draw_pairs(sheet, picture, found)
        elif isinstance(picture, descriptions.DayPicture):
            _draw_days(sheet, picture, found)
        elif isinstance(picture, descriptions.BarPicture):
            _draw_bars(sheet, picture, found)
        else:
            _draw_scores(sheet, picture, found)
        file = io.BytesIO()
        sheet.savefig(file, format="png")
        return file.getvalue()


def _draw_pairs(sheet: figure.Figure, picture: descriptions.PairPicture, found: fonts.Fonts) -> None:
    words = picture.words
    axes = sheet.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
    axes.set_axis_off()
    axes.text(50, TITLE_TOP, found.drawable(words.title), ha="center", va="top", size=TITLE_SIZE, weight="bold")
    shown = [
        outcome
        for outcome, count in (
            (AnswerResult.WRONG, sum(pair.given for pair in picture.pairs)),
            (AnswerResult.SILENT, sum(pair.held_back for pair in picture.pairs)),
        )
        if count
    ]
    _legend(axes, [(outcome, found.drawable(words.legend[outcome])) for outcome in shown])
    longest = max(pair.given + pair.held_back for pair in picture.pairs)
    for number, pair in enumerate(picture.pairs):
        top = FIRST_PAIR_TOP - PAIR_HEIGHT * number
        for line, (text, colour, weight) in enumerate(
            (
                (pair.question, TEXT, "bold"),
                (f"{words.answered} {pair.answered}", COLOURS[AnswerResult.WRONG], "normal"),
                (f"{words.expected} {pair.expected}", COLOURS[AnswerResult.RIGHT], "normal"),
            )
        ):
            _fitted(axes, found.drawable(text), top - LINE_HEIGHT * line, colour, weight)
        start = LEFT
        for count, outcome in ((pair.given, AnswerResult.WRONG), (pair.held_back, AnswerResult.SILENT)):
            width = BAR_WIDTH * count / longest
            axes.add_patch(
                patches.Rectangle(
                    (start, top - BAR_BELOW - BAR_HEIGHT), width, BAR_HEIGHT, color=COLOURS[outcome], lw=0
                )
            )
            start += width
        axes.text(start + 1, top - BAR_BELOW - BAR_HEIGHT / 2, str(pair.given + pair.held_back), va="center_baseline")
    if found.left_out:
        axes.text(LEFT, 0.6, found.drawable(words.note), va="bottom", color=QUIET, size=TEXT_SIZE - 2)


def _fitted(axes: mpl_axes.Axes, text: str, top: float, colour: str, weight: str) -> None:
    """Write one line, in smaller letters if it is too wide."""
    written = axes.text(LEFT, top - BASELINE, text, va="baseline", color=colour, weight=weight)
    room = WIDTH_INCHES * DOTS_PER_INCH * (100 - 2 * LEFT) / 100
    wide = written.get_window_extent().width
    if wide > room:
        written.set_fontsize(TEXT_SIZE * room / wide)


def _legend(where: mpl_axes.Axes | figure.Figure, names: Sequence[tuple[AnswerResult, str]]) -> None:
    handles = [patches.Patch(color=COLOURS[outcome], label=name) for outcome, name in names]
    placed: dict[str, Any] = {"ncols": len(handles), "frameon": False, "handlelength": 1.0, "fontsize": TEXT_SIZE - 1}
    if isinstance(where, figure.Figure):
        where.legend(handles=handles, loc="outside lower center", **placed)
    else:
        where.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0.925), **placed)


def _draw_scores(sheet: figure.Figure, picture: descriptions.ScorePicture, found: fonts.Fonts) -> None:
    sheet.set_layout_engine(layout_engine.ConstrainedLayoutEngine(w_pad=MARGIN_INCHES, h_pad=MARGIN_INCHES))
    rows = sheet.subplots(len(picture.groups), 1, sharex=True, squeeze=False)[:, 0]
    used: set[AnswerResult] = set()
    for axes, group in zip(rows, picture.groups, strict=True):
        bins = len(group.given)
        places = [(index + 0.5) / bins for index in range(bins)]
        axes.axvspan(0, picture.threshold, color=AREA, lw=0, zorder=0)
        axes.bar(places, group.held_back, width=0.92 / bins, color=COLOURS[AnswerResult.SILENT], linewidth=0)
        axes.bar(
            places, group.given, bottom=group.held_back, width=0.92 / bins, color=COLOURS[group.outcome], linewidth=0
        )
        used |= {group.outcome} if any(group.given) else set()
        used |= {AnswerResult.SILENT} if any(group.held_back) else set()
        axes.axvline(picture.threshold, color=TEXT, linestyle="--", linewidth=2)
        axes.set_xlim(0, 1)
        axes.set_title(found.drawable(group.name), loc="left", fontsize=TEXT_SIZE, color=TEXT)
        axes.yaxis.get_major_locator().set_params(integer=True, nbins=3)
        axes.spines[["top", "right"]].set_visible(False)
    rows[-1].set_xlabel(
        f"{found.drawable(picture.words.axis)}   ╌╌ {found.drawable(picture.words.threshold)}", color=TEXT
    )
    names = [(outcome, found.drawable(picture.words.legend[outcome])) for outcome in AnswerResult if outcome in used]
    _legend(sheet, names)
    sheet.suptitle(found.drawable(picture.words.title), fontsize=TITLE_SIZE, fontweight="bold")


def _draw_days(sheet: figure.Figure, picture: descriptions.DayPicture, found: fonts.Fonts) -> None:
    sheet.set_layout_engine(layout_engine.ConstrainedLayoutEngine(w_pad=MARGIN_INCHES, h_pad=MARGIN_INCHES))
    axes = sheet.subplots()
    places = list(range(len(picture.labels)))
    below = [0] * len(places)
    used: list[AnswerResult] = []
    for outcome in AnswerResult:
        counts = picture.counts[outcome]
        if any(counts):
            used.append(outcome)
            axes.bar(places, counts, bottom=below, width=0.85, color=COLOURS[outcome], linewidth=0)
            below = [one + other for one, other in zip(below, counts, strict=True)]
    axes.set_xlim(-0.6, len(places) - 0.4)
    shown = places[:: -max(1, -(-len(places) // DAY_LABELS))]  # the last day always has its label
    axes.set_xticks(shown, [found.drawable(picture.labels[place]) for place in shown])
    axes.yaxis.set_major_locator(ticker.MaxNLocator(nbins=5, integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    _legend(sheet, [(outcome, found.drawable(picture.words.legend[outcome])) for outcome in used])
    sheet.suptitle(found.drawable(picture.words.title), fontsize=TITLE_SIZE, fontweight="bold")


def _draw_bars(sheet: figure.Figure, picture: descriptions.BarPicture, found: fonts.Fonts) -> None:
    axes = sheet.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
    axes.set_axis_off()
    axes.text(50, TITLE_TOP, found.drawable(picture.words.title), ha="center", va="top", size=TITLE_SIZE, weight="bold")
    used = [outcome for outcome in AnswerResult if any(row.counts.get(outcome, 0) for row in picture.rows)]
    _legend(axes, [(outcome, found.drawable(picture.words.legend[outcome])) for outcome in used])
    longest = max(sum(row.counts.values()) for row in picture.rows)
    for number, row in enumerate(picture.rows):
        top = FIRST_PAIR_TOP - ROW_HEIGHT * number
        _fitted(axes, found.drawable(row.text), top, TEXT, "bold")
        start = LEFT
        for outcome in used:
            width = BAR_WIDTH * row.counts.get(outcome, 0) / longest
            corner = (start, top - ROW_BAR_BELOW - BAR_HEIGHT)
            axes.add_patch(patches.Rectangle(corner, width, BAR_HEIGHT, color=COLOURS[outcome], lw=0))
            start += width
        numbers = " + ".join(str(row.counts[outcome]) for outcome in used if row.counts.get(outcome, 0))
        axes.text(start + 1, top - ROW_BAR_BELOW - BAR_HEIGHT / 2, numbers, va="center_baseline")


def main() -> None:
    """Read descriptions from standard input and write the pictures to standard output."""
    for value in json.load(sys.stdin.buffer):
        picture = draw(descriptions.from_json(value))
        sys.stdout.buffer.write(len(picture).to_bytes(FRAME_HEADER_BYTES, "big"))
        sys.stdout.buffer.write(picture)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
