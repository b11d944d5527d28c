"""Run experiments again, and write their answers into their READMEs: ``python experiments/run.py [NAME...]``.

An experiment is a folder with a ``study.yaml``. What stands between the marks of its README is written by this command;
everything else there is the author's. Finished replications are kept in the folder, so that a run that was interrupted
goes on where it was.
"""

from __future__ import annotations

import argparse
import re
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from agencysim import pictures
from agencysim.metrics import words
from agencysim.study import read_study
from agencysim.tables import of_study, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.study import Progress, StudyResult
    from agencysim.tables import Table

HERE = Path(__file__).parent
BEGIN, END = "<!-- answer: written by experiments/run.py -->", "<!-- end of the answer -->"
FIRST = ("on_time", "margin")
"""The metrics that are told first; the differences of the first one are drawn."""


def main(arguments: list[str] | None = None) -> int:
    """Run what is named, or all."""
    parser = argparse.ArgumentParser(prog="python experiments/run.py", description=__doc__)
    parser.add_argument("names", nargs="*", help="folders with a study.yaml (default: all)")
    parser.add_argument("--workers", type=int, default=2, help="processes (default: 2)")
    given = parser.parse_args(arguments)
    warnings.simplefilter("ignore")  # notes on holidays
    for name in given.names or sorted(file.parent.name for file in HERE.glob("*/study.yaml")):
        answer(HERE / name, given.workers)
    return 0


def answer(folder: Path, workers: int) -> None:
    """Run an experiment, and write its answer and its picture."""
    study = read_study(folder / "study.yaml", folder=folder / "replications")
    found = study.run(workers=workers, progress=_tell)
    sys.stderr.write("\n")
    ax = pictures.study_differences(found, FIRST[0])
    ax.figure.savefig(folder / "answer.png", metadata={"Software": None})
    page = folder / "README.md"
    page.write_text(with_answer(page.read_text(encoding="utf-8"), found), encoding="utf-8")
    print(f"written to {page}")


def with_answer(page: str, found: StudyResult) -> str:
    """Return a README with what a study found between its marks."""
    lines = "\n\n".join(_answer(found))
    return re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: f"{BEGIN}\n\n{lines}\n\n{END}", page, flags=re.S)


def _answer(found: StudyResult) -> Iterator[str]:
    sentences = list(verdicts(found))
    short = [text for text in sentences if any(f", {words(metric, {})}: " in text for metric in FIRST)]
    yield _listed(short)
    yield "![Differences](answer.png)"
    yield from (_markdown(table) for table in of_study(found))
    yield "Everything that was compared:"
    yield _listed([text for text in sentences if text not in short])
    if found.notes:
        yield "To be known beside that:"
        yield _listed(list(found.notes))


def _listed(sentences: list[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)


def _markdown(table: Table) -> str:
    rule = ("---", *["---:"] * (len(table.columns) - 1))
    lines = [f"| {' | '.join(row)} |" for row in (table.columns, rule, *table.rows)]
    return f"**{table.title}**\n\n" + "\n".join(lines)


def _tell(now: Progress) -> None:
    left = "" if now.seconds_left is None else f", {now.seconds_left:.0f} s left"
    sys.stderr.write(f"\r{now.done} of {now.total}{left}    ")


if __name__ == "__main__":
    sys.exit(main())
