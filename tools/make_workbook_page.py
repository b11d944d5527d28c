"""Write docs/workbook.md from the table of columns: python tools/make_workbook_page.py."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from agencysim.workbook.kinds import Choice
from agencysim.workbook.layout import SHEETS

if TYPE_CHECKING:
    from agencysim.workbook.columns import Column, Sheet

TARGET = Path(__file__).parents[1] / "docs" / "workbook.md"
HEAD = """# The workbook 工作簿

A week as sheets: what a planner fills in, and the plan that comes back, in the same layout. The tables of columns
below are made from the code by `python tools/make_workbook_page.py`.

```sh
agencysim workbook scenarios/signage_agency.yaml week.xlsx       # an example week, from a simulated quarter
agencysim plan scenarios/signage_agency.yaml --jobs week.xlsx --out plan
agencysim simulate scenarios/signage_agency.yaml --state week.xlsx
```

`plan --out` writes `week.xlsx` with the plan on its last sheets. It is the next week's workbook, once it tells what
was really done: fill in *start* and *end* on the sheet *actuals*, which lists all that was planned, and set the moment
*as of* on the sheet *about*. Finished work lets its job go on along its route, past waits and choices before the work
that you tell next; begun work goes on with its people; work that was stopped waits with what was done. Where nobody
tells which way a job went, the likeliest is taken, and said; so is that begun work of which nothing is told was over
when later work began, or was left when its people began something else.

- **Language.** Sheets and headings are English or Chinese (`--lang zh`); both are read, mixed if need be.
- **Text files.** A folder instead of an `.xlsx` file means one CSV file a sheet: UTF-8 or GBK, comma or semicolon.
- **New jobs** need an id, a job type, a client, a due date and a value; the columns at the right are for agencysim.
  A job stands at the start of its route, or at the steps that *tasks* tells.
- **Dates** are real dates. A date alone means its beginning under *from* and *start*, its end under *until* and
  *due*.
- **Several names** in a cell have commas between them; one with a comma of its own stands in quotation marks.
- **The scenario** is shown on *people, crews, equipment, skills, calendars, clients, rules*. What is changed there
  holds for this plan; people and things of one group are alike, so that a change must be made for all of them. Rows
  that are taken out still hold, and are named. Hours of a calendar hold as its row says them: a change goes to all rows
  that it is meant for.
- **What is wrong** is told all at once, by sheet, row and column, with what would be right; then nothing is planned
  or written. Hidden sheets are skipped; unknown sheets and columns are not read, but told.
- **Formulas** are neither worked out nor written: text that begins with `=`, `+`, `-` or `@` stays text.
- **To choose from.** Cells with known names or choices have lists. Headings in *italics* are for information only,
  those underlined are needed, and every heading says in a comment what it means.

Leave, wishes, locks, and what is agreed about a job are for plans: `simulate` leaves them out, and says so.

## In Python

```python
>>> from pathlib import Path
>>> from tempfile import mkdtemp
>>> import agencysim as ag
>>> shop = ag.load("scenarios/small_sign_shop.yaml")
>>> state = ag.state_at(ag.simulate(shop, weeks=4), shop.axis.midnight(25))
>>> book = Path(mkdtemp()) / "week.xlsx"
>>> ag.write_workbook(book, shop, state, ag.Week())
>>> found = ag.read_workbook(book, shop)
>>> found.state == state, found.notes
(True, ())
>>> problem = ag.problem_of(found.scenario, found.state, week=found.week)

```
"""


def page() -> str:
    """Return the page."""
    given = [sheet for sheet in SHEETS if not sheet.is_output]
    told = [sheet for sheet in SHEETS if sheet.is_output]
    return (
        HEAD
        + "\n## Sheets that are filled in\n"
        + "".join(map(_section, given))
        + "\n## Sheets that tell of the plan\n"
        + "".join(map(_section, told))
    )


def _section(sheet: Sheet) -> str:
    rows = "".join(_row(column, sheet) for column in sheet.columns)
    return f"\n### {sheet.name} {sheet.chinese}\n\n{sheet.help}\n\n| Column | 列 | What | |\n|---|---|---|---|\n{rows}"


def _row(column: Column, sheet: Sheet) -> str:
    name = column.name
    if not sheet.is_output:
        name = f"*{name}*" if column.informs else f"**{name}**" if column.required else name
    return f"| {name} | {column.chinese} | {_kind(column)} | {column.help} |\n"


def _kind(column: Column) -> str:
    if isinstance(column.kind, Choice):
        return ", ".join(f"{name} {chinese}" for name, chinese in column.kind.chinese.items())
    return column.kind.words


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
