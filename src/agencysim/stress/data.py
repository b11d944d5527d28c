"""Where the numbers of a scenario come from, as tables."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from agencysim.language import tr, tr_n
from agencysim.scenario.provenance import ASSUMED, UNSTATED, evidence
from agencysim.tables.base import Table

if TYPE_CHECKING:
    from agencysim.scenario import Scenario
    from agencysim.scenario.provenance import ValueWithSource


def sources(scenario: Scenario) -> Table:
    """Return how many values come from where."""
    counts = Counter(each.source for each in evidence(scenario))
    return Table("", (tr("source"), tr("values")), [(_source(name), f"{n:,}") for name, n in counts.most_common()])


def _source(name: str) -> str:
    words = {ASSUMED: tr("assumed"), UNSTATED: tr("unstated"), "rule": tr("rule of the agency")}
    return words.get(name, name)


def parameters(scenario: Scenario) -> Table:
    """Return every value with its plausible range and its source."""
    columns = (tr("parameter"), tr("value"), tr("low"), tr("high"), tr("source"))
    return Table("", columns, [_row(each) for each in evidence(scenario)], of_texts=True)


def _row(value: ValueWithSource) -> tuple[str, ...]:
    bounds = ("" if bound is None else _text(bound) for bound in (value.low, value.high))
    return (value.path, _text(value.value), *bounds, _source(value.source))


def _text(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def assumptions(scenario: Scenario) -> tuple[tuple[str, ...], tuple[Table, ...]]:
    """Return what the author takes for granted, and which values are assumed, with what is said of them."""
    told = scenario.documentation.assumptions
    assumed = [each for each in evidence(scenario) if each.source == ASSUMED]
    counted = tr_n(
        "{n} value is assumed; see the table of parameters.",
        "{n} values are assumed; see the table of parameters.",
        len(assumed),
    )
    table = Table("", (tr("note on assumed values"),), of_texts=True)
    for note in dict.fromkeys(each.note for each in assumed if each.note):
        table.add(note)
    return (*told, counted), (table,) if table.rows else ()
