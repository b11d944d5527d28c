"""Make the font of the pictures again: a part of Noto Sans SC with the Chinese characters of GB 2312.

    pip install -c constraints.txt -e ".[font]"
    python tools/make_font.py

What GB 2312 lacks is left out, some characters of people's names apart, so that the font is small enough to be shipped.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parents[1] / "src" / "agencysim" / "pictures" / "fonts"
NAME = "Agencysim Sans"
"""A modified font needs a name of its own: that of the original could be mistaken for a whole one."""
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180)]
SIGNS = [*range(0x2010, 0x2028), *range(0x2030, 0x203B), 0x20AC, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2260]
NAMES = "玥祎珺喆堃赟彧垚昇镕焱婳妤姮翀頔瑄曈晞劼旻昉甯"
SIGNS += [0x2264, 0x2265, *range(0x25A0, 0x25D0), *range(0x3000, 0x3020), *range(0xFF01, 0xFF5F), 0xFFE5]


def main() -> None:
    """Write the font and its licence."""
    font = TTFont(str(files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"))
    options = Options(layout_features=["kern", "locl"], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], hinting=False)
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "DSIG"]  # of vertical writing
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[*LATIN, *SIGNS, *map(ord, NAMES), *gb2312()])
    subsetter.subset(font)
    _rename(font)
    font["head"].modified = font["head"].created  # the same input gives the same file
    font.recalcTimestamp = False
    font.save(FOLDER / "agencysim_sans.otf")


def gb2312() -> Iterator[int]:
    """Yield the characters of GB 2312: signs, level 1 and level 2."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes([row, cell]).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def _rename(font: TTFont) -> None:
    names = {1: NAME, 3: f"{NAME} 1.0", 4: NAME, 6: NAME.replace(" ", "")}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    font["CFF "].cff.fontNames = [names[6]]


if __name__ == "__main__":
    main()
