"""What a study says of what-ifs, in sentences, and what an answer hangs on, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.language import tr, tr_n
from agencysim.statistics.words import with_remark
from agencysim.tables.base import Table
from agencysim.tables.study import known_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.statistics import Comparison
    from agencysim.study import StudyResult, Tornado


def verdicts(found: StudyResult) -> Iterator[str]:
    """Yield for each option and figure whether it is better than the base, by how much, and how sure that is."""
    for option, judged in found.comparisons.items():
        for name, comparison in judged.items():
            yield f"{option}, {found.called(name)}: {_verdict(found, name, comparison)}"
    figures = len({name for judged in found.comparisons.values() for name in judged})
    if figures > 1:
        yield tr(
            "Each figure is judged by itself at 95 %: one of these {figures} may well seem better or worse by chance.",
            figures=figures,
        )


def _verdict(found: StudyResult, name: str, judged: Comparison) -> str:
    amount = known_in_words(found, name, judged.difference, is_change=True)
    if judged.difference.mean == 0 and judged.difference.deviation == 0:
        return tr_n("the same in {n} replication", "the same in all {n} replications", judged.difference.n)
    if judged.verdict == "better":
        text = tr("better, by {amount}", amount=amount)
    elif judged.verdict == "worse":
        text = tr("worse, by {amount}", amount=amount)
    else:
        text = tr("no evidence of a difference ({amount})", amount=amount)
    if judged.gain is not None and judged.gain > 1.5:
        saved = min(0.99, 1 - 1 / judged.gain)  # never all of them
        text += tr("; common random numbers saved {share:.0%} of the runs", share=saved)
    return text if judged.advice is None else with_remark(text, judged.advice)


def of_tornado(found: Tornado) -> Table:
    """Return what an answer hangs on, the most first."""
    asked = tr("{metric}, difference by {what_if}", metric=found.metric, what_if=found.what_if)
    title = tr_n(
        "{asked}: {answer}; {n} replication",
        "{asked}: {answer}; {n} replications",
        found.result.replications,
        asked=asked if found.what_if else found.metric,
        answer=known_in_words(found.result, found.metric, found.answer, is_change=bool(found.what_if)),
    )
    columns = (tr("value"), tr("is"), tr("low"), tr("high"), tr("answer at low"), tr("answer at high"), "")
    table = Table(title, columns)
    for bar in found.bars:
        ends = (known_in_words(found.result, found.metric, end, is_change=True) for end in (bar.at_low, bar.at_high))
        values = (each if isinstance(each, str) else f"{each:g}" for each in (bar.value, bar.low, bar.high))
        table.add(bar.path, *values, *ends, tr("turns it round") if bar.flips else "")
    return table
