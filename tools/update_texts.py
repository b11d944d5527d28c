"""Bring the catalogues of texts up to date with the code: new texts are added empty, unused ones go.

python tools/update_texts.py
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parents[1] / "src" / "agencysim"
KEYWORDS = {"tr": None, "tr_n": (1, 2), "noted": None}
KEPT = ("Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")


def main() -> None:
    """Update every catalogue, and say what is still to be translated."""
    for path in sorted((SOURCE / "texts").glob("*.po")):
        with path.open("rb") as file:
            known = read_po(file, locale=path.stem)
        texts = Catalog(locale=path.stem, header_comment=known.header_comment, fuzzy=False)
        for _, _, text, _, _ in extract_from_dir(str(SOURCE), keywords=KEYWORDS, comment_tags=()):
            before = known.get(text)
            texts.add(text, before.string if before else "")
        with path.open("wb") as file:
            write_po(file, texts, width=110)
        _keep_the_header_short(path)
        for message in texts:
            if message.id and not any(message.string):
                print(f"{path.name}: to be translated: {message.id!r}")


def _keep_the_header_short(path: Path) -> None:
    """Take out what Babel writes of dates and people: whoever changed the file is known to the repository."""
    head, _, texts = path.read_text(encoding="utf-8").partition("\n\n")
    lines = [line for line in head.split("\n") if not line.startswith('"') or line[1:].startswith(KEPT)]
    path.write_text("\n".join(lines) + "\n\n" + texts, encoding="utf-8")


if __name__ == "__main__":
    main()
