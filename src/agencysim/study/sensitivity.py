"""One-at-a-time sensitivity: what an answer hangs on, of all that is only known within a range."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from agencysim.errors import AgencySimError, ScenarioError
from agencysim.language import tr
from agencysim.scenario.provenance import evidence
from agencysim.statistics import Estimate, bonferroni, estimate
from agencysim.study.study import Study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from concurrent.futures import Executor

    import numpy as np
    from numpy.typing import NDArray

    from agencysim.scenario import Scenario
    from agencysim.scenario.provenance import ValueWithSource
    from agencysim.study.progress import Progress
    from agencysim.study.result import StudyResult

BASE, WHAT_IF = "base", "what-if"
FEW = 10
"""Replications where their number is not given: enough to see what the answer hangs on most."""


class Bar(NamedTuple):
    """What a value does to the answer.

    Parameters
    ----------
    path, value, low, high
        Which value, and its plausible range.
    source
        Where it comes from.
    at_low, at_high
        By how much the answer is above that of the scenario as it is, with the value at the ends of its range;
        ``None`` if the scenario makes no sense there.
    flips
        Whether the answer to a what-if changes its sign at one end, and both signs are known.
    holds
        Whether it is known to keep its sign at both ends; of neither, more replications would tell.
    """

    path: str
    value: float | str
    low: float | str
    high: float | str
    source: str
    at_low: Estimate | None
    at_high: Estimate | None
    flips: bool
    holds: bool

    @property
    def swing(self) -> float:
        """The largest change of the answer, up or down."""
        return max((abs(each.mean) for each in (self.at_low, self.at_high) if each is not None), default=0.0)


@dataclass(frozen=True)
class Tornado:
    """What an answer hangs on.

    Parameters
    ----------
    metric
        What is measured.
    what_if
        Name of the what-if whose difference from the base is the answer; empty if the metric itself is.
    answer
        The answer as things are assumed to be.
    bars
        The values, that with the largest swing first.
    left_out
        Paths whose scenario makes no sense at an end of their range.
    result
        The study behind it.
    """

    metric: str
    what_if: str
    answer: Estimate
    bars: tuple[Bar, ...]
    left_out: tuple[str, ...]
    result: StudyResult

    @property
    def notes(self) -> tuple[str, ...]:
        """What follows from it, in sentences."""
        seen = [bar.path for bar in self.bars if any(each and _is_sure(each) for each in (bar.at_low, bar.at_high))]
        notes = [
            tr("{metric} hangs on: {paths}", metric=self.metric, paths=", ".join(seen[:5]))
            if seen
            else tr("no value moves {metric} for certain: more replications would tell more", metric=self.metric)
        ]
        if self.what_if:
            notes += self._turning()
        if self.left_out:
            notes.append(
                tr("left out, since the scenario makes no sense there: {paths}", paths=", ".join(self.left_out))
            )
        levels = [end.level for bar in self.bars for end in (bar.at_low, bar.at_high) if end is not None]
        if levels:
            notes.append(tr("All intervals hold together at 95 %, each at {level:.2%}.", level=levels[0]))
        return (*notes, *self.result.notes_of(BASE))

    def _turning(self) -> Iterator[str]:
        """Yield which values turn the answer round, and of which that is not known."""
        flips = [bar.path for bar in self.bars if bar.flips]
        open_ = [bar.path for bar in self.bars if not bar.flips and not bar.holds]
        if flips:
            yield tr("within its range, each of these turns the answer round: {paths}", paths=", ".join(flips))
        if open_ and not _is_sure(self.answer):
            yield tr("whether the what-if is more or less is not known as it is: more replications would tell")
        elif open_:
            yield tr(
                "of these it is not known whether they turn the answer round, more replications would tell: {paths}",
                paths=", ".join(open_),
            )
        elif self.bars and not flips:
            yield tr("no value alone turns the answer round at an end of its range")

    def to_json(self) -> str:
        """Return what was found as JSON, without run times."""
        bars = [
            {
                **bar._asdict(),
                "at_low": bar.at_low and bar.at_low.model_dump(mode="json"),
                "at_high": bar.at_high and bar.at_high.model_dump(mode="json"),
            }
            for bar in self.bars
        ]
        found = {
            "metric": self.metric,
            "what_if": self.what_if,
            "replications": self.result.replications,
            "answer": self.answer.model_dump(mode="json"),
            "bars": bars,
            "left_out": self.left_out,
        }
        return json.dumps(found, indent=1, ensure_ascii=False)


class _End(NamedTuple):
    """A value at an end of its range, and the names of the options that are run for it."""

    value: ValueWithSource
    is_high: bool
    base: str
    what_if: str


def tornado(
    scenario: Scenario,
    what_if: Scenario | None = None,
    *,
    metric: str = "on_time",
    paths: Sequence[str] = (),
    replications: int = FEW,
    weeks: int | None = None,
    warm_up: int | None = None,
    seed: int = 1,
    executor: Executor | None = None,
    workers: int = 2,
    progress: Callable[[Progress], object] | None = None,
) -> Tornado:
    """Vary every value that has a plausible range, one at a time, to both its ends, and see what the answer does.

    All runs meet the same chance. The answer is a metric of the scenario or, with a what-if, the difference that this
    makes.

    Parameters
    ----------
    scenario, what_if
        What is asked about; a value that the what-if changes itself is left as it is.
    metric
        What is measured.
    paths
        Patterns of the values to vary, such as ``roles.*.skills*``; all that have a range if none is given.
    replications, weeks, warm_up, seed, executor, workers, progress
        As those of `Study`.

    Raises
    ------
    AgencySimError
        If no value has a range, or the study makes no sense.
    """
    ranged = [each for each in evidence(scenario) if _is_asked(each, paths)]
    if not ranged:
        raise AgencySimError(
            tr("no value has a range to be varied in: give low and high in the scenario's provenance")
            if not paths
            else tr("no value with a range is at {paths}", paths=", ".join(paths))
        )
    options = {BASE: scenario, **({} if what_if is None else {WHAT_IF: what_if})}
    theirs = {} if what_if is None else {each.path: each.value for each in evidence(what_if)}
    ends: list[_End] = []
    left_out: list[str] = []
    for value in ranged:
        for is_high in (False, True):
            end = _varied(options, value, theirs, is_high=is_high)
            if end is None:
                left_out.append(value.path)
            else:
                ends.append(end)
    study = Study(options, replications=replications, weeks=weeks, warm_up=warm_up, metrics=[metric], seed=seed)
    result = study.run(executor, workers, progress)
    return _tornado(result, metric, "" if what_if is None else what_if.name, ends, left_out)


def _is_asked(value: ValueWithSource, paths: Sequence[str]) -> bool:
    has_range = value.low is not None and value.high is not None
    return has_range and (not paths or any(fnmatchcase(value.path, each) for each in paths))


def _varied(
    options: dict[str, Scenario], value: ValueWithSource, theirs: Mapping[str, float | str], *, is_high: bool
) -> _End | None:
    """Add the scenarios with a value at an end of its range, and return their names; ``None`` if they make no sense."""
    to = value.high if is_high else value.low
    names = {BASE: f"{BASE}: {value.path} = {to}"}
    if WHAT_IF in options:  # what it changes itself stays as it is
        names[WHAT_IF] = f"{WHAT_IF}: {value.path} = {to}" if theirs.get(value.path) == value.value else WHAT_IF
    try:
        options |= {new: options[old].with_({value.path: to}) for old, new in names.items() if new != old}
    except ScenarioError:
        return None
    return _End(value, is_high, names[BASE], names.get(WHAT_IF, ""))


def _tornado(result: StudyResult, metric: str, what_if: str, ends: Sequence[_End], left_out: Sequence[str]) -> Tornado:
    level = bonferroni(0.95, max(1, len(ends)))
    column = {name: result.rows[name][:, 0] for name in result.options}

    def answer(base: str, other: str) -> NDArray[np.float64]:
        return column[other] - column[base] if other else column[base]

    as_is = answer(BASE, WHAT_IF if what_if else "")
    by_path: dict[str, dict[bool, _End]] = {}
    for end in ends:
        by_path.setdefault(end.value.path, {})[end.is_high] = end
    bars = []
    for pair in by_path.values():
        answers = {is_high: answer(end.base, end.what_if) for is_high, end in pair.items()}
        bars.append(_bar(next(iter(pair.values())).value, as_is, answers, level, is_difference=bool(what_if)))
    ranked = sorted(bars, key=lambda bar: (-bar.swing, bar.path))
    return Tornado(metric, what_if, estimate(as_is), tuple(ranked), tuple(dict.fromkeys(left_out)), result)


def _bar(
    value: ValueWithSource,
    as_is: NDArray[np.float64],
    answers: Mapping[bool, NDArray[np.float64]],
    level: float,
    *,
    is_difference: bool,
) -> Bar:
    """Return what a value does to an answer, from the answers at its low and its high end."""
    assert value.low is not None
    assert value.high is not None
    changes = {is_high: estimate(values - as_is, level) for is_high, values in answers.items()}
    now = _sign(estimate(as_is, level))
    same = [now * _sign(estimate(values, level)) for values in answers.values()]  # 1 if so, -1 if not, 0 if not known
    return Bar(
        path=value.path,
        value=value.value,
        low=value.low,
        high=value.high,
        source=value.source,
        at_low=changes.get(False),
        at_high=changes.get(True),
        flips=is_difference and -1 in same,
        holds=is_difference and all(each == 1 for each in same),
    )


def _sign(known: Estimate) -> int:
    """Return the sign of a mean if its interval leaves out 0, else 0."""
    return (1 if known.mean > 0 else -1) if _is_sure(known) else 0


def _is_sure(known: Estimate) -> bool:
    """Return whether an interval leaves out 0."""
    return known.half_width is not None and abs(known.mean) > known.half_width
