"""What a study found, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.language import tr, tr_n
from agencysim.metrics import words
from agencysim.statistics.words import figure
from agencysim.tables.base import Table, labels_of

if TYPE_CHECKING:
    from agencysim.statistics import Estimate
    from agencysim.study import StudyResult


def of_study(found: StudyResult) -> list[Table]:
    """Return each metric of each option, and the differences from the base if there is anything beside it."""
    return [_means(found), *([_differences(found)] if len(found.options) > 1 else [])]


def _means(found: StudyResult) -> Table:
    title = tr_n(
        "{n} replication, means with 95 % intervals",
        "{n:,} replications, means with 95 % intervals",
        found.replications,
    )
    table = Table(title, (tr("figure"), *found.options))
    for name, called in names_of(found).items():
        table.add(called, *(_known(found, name, found.estimates[option].get(name)) for option in found.options))
    return table


def _differences(found: StudyResult) -> Table:
    table = Table(tr("Differences from {base}", base=found.base), (tr("figure"), *found.options[1:]))
    for name, called in names_of(found).items():
        cells = []
        for option in found.options[1:]:
            judged = found.comparisons[option].get(name)
            cell = _known(found, name, found.differences[option].get(name), sign=True)
            mark = "" if judged is None else _mark(judged.verdict)
            cells.append(f"{mark} {cell}".strip())
        table.add(called, *cells)
    return table


def names_of(found: StudyResult) -> dict[str, str]:
    """Return what people call the metrics of a study."""
    labels: dict[str, str] = {}
    for option in found.question.options.values():
        labels |= labels_of(option.scenario.roles)
    return {name: name if name in found.question.own else words(name, labels) for name in found.metrics}


def _known(found: StudyResult, name: str, known: Estimate | None, *, sign: bool = False) -> str:
    """Write a mean to as many digits as are known of it, and half its interval; shares in percent or in points."""
    if known is None:
        return "-"
    unit, scale = (tr(" points") if sign else " %", 100) if found.metric(name).unit == "share" else ("", 1)
    half = None if known.half_width is None else known.half_width * scale
    mean = figure(known.mean * scale, half)
    plus = "+" if sign and known.mean > 0 else ""
    return f"{plus}{mean}{unit}" if half is None else f"{plus}{mean} ± {figure(half, half)}{unit}"


def _mark(verdict: str) -> str:
    return {"better": tr("better"), "worse": tr("worse")}.get(verdict, "")
