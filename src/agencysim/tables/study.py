"""What a study found, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.language import tr, tr_n
from agencysim.statistics.words import figure
from agencysim.tables.base import Table

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
    for name in found.metrics:
        table.add(
            found.called(name),
            *(known_in_words(found, name, found.estimates[option].get(name)) for option in found.options),
        )
    return table


def _differences(found: StudyResult) -> Table:
    table = Table(tr("Differences from {base}", base=found.base), (tr("figure"), *found.options[1:]))
    for name in found.metrics:
        cells = []
        for option in found.options[1:]:
            judged = found.comparisons[option].get(name)
            cell = known_in_words(found, name, found.differences[option].get(name), is_change=True)
            mark = "" if judged is None else _mark(judged.verdict)
            cells.append(f"{mark} {cell}".strip())
        table.add(found.called(name), *cells)
    return table


def known_in_words(found: StudyResult, name: str, known: Estimate | None, *, is_change: bool = False) -> str:
    """Write a mean to as many digits as are known of it, and half its interval.

    Shares are written in percent; changes with their sign, those of shares in points.

    Parameters
    ----------
    found, name
        Of which study and metric.
    known
        The mean; a dash if there is none.
    is_change
        Whether it is a difference.
    """
    if known is None:
        return "-"
    unit, scale = (tr(" points") if is_change else " %", 100) if found.metric(name).unit == "share" else ("", 1)
    half = None if known.half_width is None else known.half_width * scale
    mean = ("+" if is_change and known.mean > 0 else "") + figure(known.mean * scale, half)
    return f"{mean}{unit}" if half is None else f"{mean} ± {figure(half, half)}{unit}"


def _mark(verdict: str) -> str:
    return {"better": tr("better"), "worse": tr("worse")}.get(verdict, "")
