"""Run experiments again, and write their answers into their READMEs: ``python experiments/run.py [NAME...]``.

An experiment is a folder with a ``study.yaml``, or with several studies, ``study_*.yaml``. What stands between the
marks of its README is written by this command; everything else there is the author's. Finished replications are kept in
the folder, so that a run that was interrupted goes on where it was.
"""

from __future__ import annotations

import argparse
import re
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from agencysim import pictures
from agencysim.metrics import words
from agencysim.study import read_study
from agencysim.tables import of_study, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agencysim.study import Progress, StudyResult

HERE = Path(__file__).parent
BEGIN, END = "<!-- answer: written by experiments/run.py -->", "<!-- end of the answer -->"
FIRST = ("on_time", "margin")
"""The metrics that are told first; the differences of the first one are drawn."""


def main(arguments: list[str] | None = None) -> int:
    """Run what is named, or all."""
    parser = argparse.ArgumentParser(prog="python experiments/run.py", description=__doc__)
    parser.add_argument("names", nargs="*", help="folders with studies (default: all)")
    parser.add_argument("--workers", type=int, default=2, help="processes (default: 2)")
    parser.add_argument(
        "--replications", type=int, help="try it with so few of each option; nothing is kept, and no README is written"
    )
    given = parser.parse_args(arguments)
    warnings.simplefilter("ignore")  # notes on holidays
    for name in given.names or sorted({file.parent.name for file in HERE.glob("*/study*.yaml")}):
        if given.replications:
            print("\n\n".join(part for file in _studies(HERE / name) for part in tried(file, given)))
        else:
            answer(HERE / name, given.workers)
    return 0


def tried(file: Path, given: argparse.Namespace) -> Iterator[str]:
    """Run a study with few replications, and yield its tables and what they say."""
    found = read_study(file, replications=given.replications).run(workers=given.workers, progress=_tell)
    sys.stderr.write("\n")
    yield f"### {file.parent.name}, {file.stem}"
    yield from _tables(found)
    yield _listed(verdicts(found))


def answer(folder: Path, workers: int) -> None:
    """Run the studies of an experiment, and write their answers and their pictures."""
    parts: list[str] = []
    files = _studies(folder)
    for file in files:
        kept = folder / "replications" / ("" if len(files) == 1 else file.stem)
        found = read_study(file, folder=kept).run(workers=workers, progress=_tell)
        sys.stderr.write("\n")
        picture = folder / f"{file.stem.replace('study', 'answer')}.png"
        pictures.study_differences(found, FIRST[0]).figure.savefig(picture, metadata={"Software": None})
        if len(files) > 1:
            parts.append(f"### {yaml.safe_load(file.read_text(encoding='utf-8'))['name']}")
        parts += _answer(found, picture.name)
    page = folder / "README.md"
    page.write_text(with_answer(page.read_text(encoding="utf-8"), parts), encoding="utf-8")
    print(f"written to {page}")


def _studies(folder: Path) -> list[Path]:
    return sorted(folder.glob("study*.yaml"))


def with_answer(page: str, parts: Iterable[str]) -> str:
    """Return a README with what was found between its marks."""
    lines = "\n\n".join(parts)
    return re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: f"{BEGIN}\n\n{lines}\n\n{END}", page, flags=re.S)


def _answer(found: StudyResult, picture: str) -> Iterator[str]:
    sentences = list(verdicts(found))
    short = [text for text in sentences if any(f", {words(metric, {})}: " in text for metric in FIRST)]
    yield _listed(short)
    yield f"![Differences]({picture})"
    yield from _tables(found)
    yield "Everything that was compared:"
    yield _listed([text for text in sentences if text not in short])
    if found.notes:
        yield "To be known beside that:"
        yield _listed(list(found.notes))


def _tables(found: StudyResult) -> Iterator[str]:
    return (table.markdown() for table in of_study(found))


def _listed(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)


def _tell(now: Progress) -> None:
    left = "" if now.seconds_left is None else f", {now.seconds_left:.0f} s left"
    sys.stderr.write(f"\r{now.done} of {now.total}{left}    ")


if __name__ == "__main__":
    sys.exit(main())
