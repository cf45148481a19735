"""The drawing process: ``python -m chatterbot.pictures.drawing`` reads descriptions (JSON) and writes PNG frames.

Only this process imports matplotlib. The pictures are light on dark, in colours that people with any kind of colour vision can
distinguish (Okabe and Ito, 2008); the smallest text is 10 pixels high when Discord shows a picture 400 pixels wide.
"""

from __future__ import annotations

import io
import json
import sys
import warnings
from typing import Any, Final

import matplotlib as mpl
from matplotlib import colors, figure, layout_engine, patches

from chatterbot.pictures import descriptions
from chatterbot.pictures.painter import FRAME_HEADER_BYTES

__all__ = ("draw", "main")

BACKGROUND: Final = "#2b2d31"
"""The background of an embed in Discord's dark theme."""
PANEL: Final = "#1e1f22"
TEXT: Final = "#f2f3f5"
QUIET: Final = "#b5bac1"
RIGHT: Final = "#56b4e9"
WRONG: Final = "#e69f00"
GROUP_COLOURS: Final = (RIGHT, WRONG, "#cc79a7", "#009e73")

WIDTH_INCHES: Final = 8.0
HEIGHT_INCHES: Final = 6.0
DOTS_PER_INCH: Final = 150
"""1200 x 900 pixels: three times the 400 x 300 shown in an embed, so that a picture is sharp when it is opened."""

MARGIN_INCHES: Final = 0.12
DARK_INK_FROM: Final = 0.45
"""Brightness of a cell (0 to 1) from which on its number is dark."""

STYLE: Final[dict[Any, Any]] = {
    "font.family": ["DejaVu Sans"],  # part of matplotlib; has Latin, Cyrillic, Greek
    "font.size": 15,
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
    with mpl.rc_context(rc=STYLE), warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", UserWarning
        )  # a character that the font lacks is drawn as a box: better than no picture
        layout = layout_engine.ConstrainedLayoutEngine(w_pad=MARGIN_INCHES, h_pad=MARGIN_INCHES)
        sheet = figure.Figure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), dpi=DOTS_PER_INCH, layout=layout)
        if isinstance(picture, descriptions.ConfusionPicture):
            _draw_confusions(sheet, picture)
        else:
            _draw_scores(sheet, picture)
        file = io.BytesIO()
        sheet.savefig(file, format="png")
        return file.getvalue()


def _draw_confusions(sheet: figure.Figure, picture: descriptions.ConfusionPicture) -> None:
    axes = sheet.add_subplot()
    size = len(picture.labels)
    right = colors.LinearSegmentedColormap.from_list("right", [PANEL, RIGHT])
    wrong = colors.LinearSegmentedColormap.from_list("wrong", [PANEL, WRONG])
    largest_right = max((picture.counts[i][i] for i in range(size)), default=0) or 1
    largest_wrong = max((picture.counts[r][c] for r in range(size) for c in range(size) if r != c), default=0) or 1
    axes.set_xlim(-0.5, size - 0.5)
    axes.set_ylim(size - 0.5, -0.5)
    for row in range(size):
        for column in range(size):
            count = picture.counts[row][column]
            scale, largest = (right, largest_right) if row == column else (wrong, largest_wrong)
            share = (0.25 + 0.75 * count / largest) if count else 0.0  # one confusion is already visible
            axes.add_patch(
                patches.Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=scale(share), edgecolor=BACKGROUND, lw=2)
            )
            if count:
                ink = PANEL if _brightness(scale(share)) > DARK_INK_FROM else TEXT
                axes.text(column, row, str(count), ha="center", va="center", color=ink, fontweight="bold")
    axes.set_xticks(range(size), picture.labels, rotation=35, ha="right", rotation_mode="anchor", color=TEXT)
    axes.set_yticks(range(size), picture.labels, color=TEXT)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_xlabel(picture.words.answered)
    axes.set_ylabel(picture.words.expected)
    sheet.suptitle(picture.words.title, fontsize=18, fontweight="bold")


def _brightness(colour: tuple[float, float, float, float]) -> float:
    """Return the relative luminance (ITU-R BT.709 weights) of an RGBA colour, 0 to 1."""
    red, green, blue, _ = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _draw_scores(sheet: figure.Figure, picture: descriptions.ScorePicture) -> None:
    rows = sheet.subplots(len(picture.groups), 1, sharex=True, squeeze=False)[:, 0]
    for axes, group, colour in zip(rows, picture.groups, GROUP_COLOURS, strict=False):
        bins = len(group.counts)
        axes.bar(
            [(index + 0.5) / bins for index in range(bins)], group.counts, width=0.92 / bins, color=colour, linewidth=0
        )
        axes.axvline(picture.threshold, color=TEXT, linestyle="--", linewidth=2)
        axes.set_xlim(0, 1)
        axes.set_title(group.name, loc="left", fontsize=15, color=colour, fontweight="bold")
        axes.yaxis.get_major_locator().set_params(integer=True, nbins=3)
        axes.spines[["top", "right"]].set_visible(False)
    rows[0].set_title(f"╌╌ {picture.words.threshold}", loc="right", fontsize=15, color=TEXT)
    rows[-1].set_xlabel(picture.words.axis)
    sheet.suptitle(picture.words.title, fontsize=18, fontweight="bold")


def main() -> None:
    """Read descriptions from standard input and write the pictures to standard output."""
    for value in json.load(sys.stdin.buffer):
        picture = draw(descriptions.from_json(value))
        sys.stdout.buffer.write(len(picture).to_bytes(FRAME_HEADER_BYTES, "big"))
        sys.stdout.buffer.write(picture)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
