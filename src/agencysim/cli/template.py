"""The folder that a newcomer starts from."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from agencysim.errors import AgencySimError

SCHEMA_LINE = "# yaml-language-server: $schema=schema.json\n"
WHAT_IF = """\
# A what-if: everything is as in the scenario, but for these changes.
# Run it with: agencysim simulate what_if.yaml   Compare with: agencysim diff scenario.yaml what_if.yaml
extends: scenario.yaml
name: One more designer
changes:
  people.designer.count: +1
"""


def make_project(folder: Path) -> list[Path]:
    """Make the folder, and return the files in it.

    Raises
    ------
    AgencySimError
        If one of the files is there already, or the folder cannot be made.
    """
    from agencysim.scenario import json_schema

    texts = {
        "scenario.yaml": SCHEMA_LINE + _example(),
        "what_if.yaml": WHAT_IF,
        "schema.json": json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n",
    }
    taken = [str(folder / name) for name in texts if (folder / name).exists()]
    if taken:
        raise AgencySimError(f"{', '.join(taken)}: there already; choose another folder, nothing was changed")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise AgencySimError(f"{folder}: cannot be made: {error.strerror or error}") from error
    return [folder / name for name in texts]


def _example() -> str:
    """Return the small sign shop, from the installed package or, in a working tree, from its scenarios."""
    name = "small_sign_shop.yaml"
    packed = files("agencysim") / "templates" / name
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    return (Path(__file__).parents[3] / "scenarios" / name).read_text(encoding="utf-8")
