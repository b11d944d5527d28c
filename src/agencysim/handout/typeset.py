"""Setting pages: the data of a template become a PDF, or pictures of its pages."""

from __future__ import annotations

import json
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from agencysim.language import language

if TYPE_CHECKING:
    from collections.abc import Mapping


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """Return pages as a PDF; everything in the data is text to the template, whatever is in it.

    Parameters
    ----------
    template
        Which one of the folder ``pages``: ``week`` or ``crews``.
    data
        What it shows.
    """
    pdf = _set(template, data, format="pdf")
    assert isinstance(pdf, bytes)
    return pdf


def as_pictures(template: str, data: Mapping[str, Any], dots: float = 110) -> list[bytes]:
    """Return pages as PNG pictures, to be looked at.

    Parameters
    ----------
    template, data
        As for `typeset`.
    dots
        Dots an inch.
    """
    pages = _set(template, data, format="png", ppi=dots)
    return [pages] if isinstance(pages, bytes) else list(pages)


def _set(template: str, data: Mapping[str, Any], **how: Any) -> Any:
    import typst  # 80 MB on the disk: only those who print wait for it

    package = files("agencysim")
    said = {"data": json.dumps(data, ensure_ascii=False), "lang": language()}
    with as_file(package / "pictures" / "fonts") as fonts, as_file(package / "handout" / "pages") as pages:
        file = str(pages / f"{template}.typ")
        return typst.compile(file, font_paths=[str(fonts)], ignore_system_fonts=True, sys_inputs=said, **how)
