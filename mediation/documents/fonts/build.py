"""Builds the papers' font of its npm package: `python build.py <node_modules>` (see `make assets`).

Source Han Serif SC, cut down to what Chinese papers can hold: every Han character it has (also the rare ones of
names), punctuation, Latin. No hints, no layout tables: print needs neither. The manifest says what was built of what.
"""

import hashlib
import json
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
FAMILY = "Rangyirang Song"
PACKAGE = "@fontpkg/source-han-serif-sc"
# Latin, Greek, punctuation, arrows and boxes; CJK punctuation; enclosed and full-width forms
PLAIN = (range(0x20, 0x2A0), range(0x370, 0x400), range(0x2000, 0x2700), range(0x3000, 0x3040), range(0x3200, 0x33FF),
         range(0xFE30, 0xFE70), range(0xFF00, 0xFFF0))  # fmt: skip
HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x33480))


def rename(font: TTFont) -> None:
    """'Source' is a reserved name: what has been cut down must go by another (OFL 1.1, 3)."""
    names = {1: FAMILY, 2: "Regular", 3: f"{FAMILY} Regular", 4: FAMILY, 6: FAMILY.replace(" ", "")}
    font["name"].names = [one for one in font["name"].names if one.nameID in (0, 13)]
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    cut = font["CFF "].cff
    cut.fontNames = [names[6]]
    cut.topDictIndex[0].FullName = cut.topDictIndex[0].FamilyName = FAMILY


def main(modules: Path) -> None:
    """Write the font, its licence and the manifest beside this file."""
    source = modules / PACKAGE
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13])
    font = TTFont(source / "SourceHanSerifSC-Regular.otf", recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for codes in (*PLAIN, *HAN) for code in codes])
    cutter.subset(font)
    rename(font)
    font.save(HERE / "song.otf")
    about = json.loads((source / "package.json").read_text("utf8"))
    files = [HERE / name for name in ("song.otf", "OFL.txt")]
    manifest = {
        "files": [{"file": one.name, "sha256": hashlib.sha256(one.read_bytes()).hexdigest()} for one in files],
        "packages": [{"name": PACKAGE, "version": about["version"], "licence": "OFL-1.1"}],
    }
    (HERE / "manifest.json").write_text(f"{json.dumps(manifest, indent=1)}\n", "utf8")
    print(f"song.otf: {len(font.getBestCmap())} characters")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
