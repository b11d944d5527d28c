"""What a study found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from agencysim.language import name_in_language, tr
from agencysim.metrics import Metric, metric, words
from agencysim.statistics import bonferroni, compare, estimate, growth
from agencysim.study.identity import identity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import polars as pl
    from numpy.typing import NDArray

    from agencysim.statistics import Comparison, Decision, Estimate, Growth
    from agencysim.study.question import Question
    from agencysim.study.values import Values

OWN = Metric("", None, "", lambda _: None)
"""What is known of a metric of the user's own."""
LEAST_WEEKS = 12
"""Whole weeks from which on it can be told whether a queue grows."""


@dataclass(frozen=True, eq=False, repr=False)
class StudyResult:
    """What a study found: each metric of each option over the same replications, with intervals.

    Parameters
    ----------
    options
        Names of what was compared; the first one is the base.
    metrics
        Names of what was measured.
    replications
        How many of each option count.
    decision
        Why there are no more of them, where a precision was asked for.
    question
        What the study asked.
    rows
        By option: the numbers; shape (replications, metrics), NaN where there was nothing to measure.
    queues
        By option and cause: the weekly queues of the first replications; shape (replications, weeks).
    """

    options: tuple[str, ...]
    metrics: tuple[str, ...]
    replications: int
    decision: Decision | None
    question: Question
    rows: Mapping[str, NDArray[np.float64]]
    queues: Mapping[str, Mapping[str, NDArray[np.float64]]]

    @classmethod
    def of(
        cls, question: Question, values: Mapping[str, Values], replications: int, decision: Decision | None
    ) -> StudyResult:
        """Return the result of the first replications."""
        return cls(
            options=tuple(question.options),
            metrics=question.metrics,
            replications=replications,
            decision=decision,
            question=question,
            rows={name: values[name].first(replications).copy() for name in question.options},
            queues={name: _queues(values[name], replications) for name in question.options},
        )

    @property
    def base(self) -> str:
        """The option that the others are compared with."""
        return self.options[0]

    @cached_property
    def values(self) -> pl.DataFrame:
        """Each metric by option and replication; null where there was nothing to measure."""
        import polars as pl

        numbers = np.arange(1, self.replications + 1)
        frames = [
            pl.DataFrame(self.rows[option], schema=dict.fromkeys(self.metrics, pl.Float64)).select(
                pl.lit(option).alias("option"), pl.lit(numbers).alias("replication"), pl.all().fill_nan(None)
            )
            for option in self.options
        ]
        return pl.concat(frames)

    @cached_property
    def estimates(self) -> dict[str, dict[str, Estimate]]:
        """The mean of each metric with its interval, by option; without what was never measured."""
        return {
            option: {
                name: estimate(column) for name, column in self._columns(option).items() if not np.isnan(column).all()
            }
            for option in self.options
        }

    @cached_property
    def differences(self) -> dict[str, dict[str, Estimate]]:
        """By how much each option but the base is above the base, replication by replication, by metric.

        The intervals of all options together hold at 95 %, for each metric (Bonferroni).
        """
        level = bonferroni(0.95, max(1, len(self.options) - 1))
        base = self._columns(self.base)
        found: dict[str, dict[str, Estimate]] = {}
        for option in self.options[1:]:
            pairs = {name: column - base[name] for name, column in self._columns(option).items()}
            found[option] = {name: estimate(d, level) for name, d in pairs.items() if not np.isnan(d).all()}
        return found

    @cached_property
    def comparisons(self) -> dict[str, dict[str, Comparison]]:
        """Whether each option is better than the base, by metric; of those of which more or less is better."""
        base = self._columns(self.base)
        return {
            option: {
                name: compare(column, base[name], good=good, comparisons=len(self.options) - 1)
                for name, column in self._columns(option).items()
                if name in self.differences[option] and (good := self.metric(name).good)
            }
            for option in self.options[1:]
        }

    @cached_property
    def growths(self) -> dict[str, dict[str, Growth]]:
        """Whether queues grow without end, by option and what they are for; of runs of twelve weeks and more."""
        count = sum(map(len, self.queues.values()))
        return {
            option: {
                cause: growth(weekly, comparisons=count)
                for cause, weekly in causes.items()
                if weekly.shape[1] >= LEAST_WEEKS
            }
            for option, causes in self.queues.items()
        }

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known beside the numbers, in sentences."""
        told = [] if self.decision is None else [str(self.decision)]
        for name in self.options:
            told += [f"{name}: {note}" for note in self.notes_of(name)]
        return tuple(told)

    def notes_of(self, option: str) -> Iterator[str]:
        """Yield what is to be known of an option."""
        scenario = self.question.options[option].scenario
        if scenario.warm_up_weeks >= scenario.weeks:
            yield tr(
                "the warm-up of {warm_up} weeks is not shorter than the run of {weeks}, so that the figures are of all "
                "of it: give more weeks, or a shorter warm-up",
                warm_up=scenario.warm_up_weeks,
                weeks=scenario.weeks,
            )
        for cause, found in self.growths[option].items():
            if found.course == "grows":
                yield found.in_words(tr("the queue for {what}", what=cause))
        if missing := [name for name in self.metrics if name not in self.estimates[option]]:
            yield tr("never measured: {metrics}", metrics=", ".join(missing))

    def called(self, name: str) -> str:
        """Return what people call a metric, in the language in use."""
        roles = {role: it for option in self.question.options.values() for role, it in option.scenario.roles.items()}
        labels = {role: name_in_language(role, it.label) for role, it in roles.items()}
        return name if name in self.question.own else words(name, labels)

    def metric(self, name: str) -> Metric:
        """Return what a metric is: its unit, and in which direction it is better."""
        return OWN if name in self.question.own else metric(name)

    def to_json(self) -> str:
        """Return the estimates and differences as JSON: the same text wherever and in whatever order it was run."""
        found: dict[str, Any] = {
            "study": identity(self.question),
            "replications": self.replications,
            "decision": None if self.decision is None else self.decision.model_dump(mode="json"),
            "estimates": _plain(self.estimates),
            "differences": _plain(self.differences),
            "comparisons": _plain(self.comparisons),
            "growths": _plain(self.growths),
        }
        return json.dumps(found, indent=1, ensure_ascii=False)

    def __repr__(self) -> str:
        return f"<StudyResult: {', '.join(self.options)}; {self.replications:,} replications>"

    def __str__(self) -> str:
        """Return the tables and the sentences as text, for a terminal."""
        from agencysim.tables import of_study

        return "\n\n".join([*map(str, of_study(self)), *self.notes])

    def _repr_html_(self) -> str:
        """Show the tables and the sentences in a notebook."""
        from agencysim.tables import of_study

        told = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        return "".join(table._repr_html_() for table in of_study(self)) + (f"<ul>{told}</ul>" if told else "")

    def _columns(self, option: str) -> dict[str, NDArray[np.float64]]:
        return dict(zip(self.metrics, self.rows[option].T, strict=True))


def _queues(values: Values, replications: int) -> dict[str, NDArray[np.float64]]:
    """Return the weekly queues that were told, as arrays by cause."""
    told = [values.queues[number] for number in sorted(values.queues) if number <= replications]
    return {cause: np.array([queues[cause] for queues in told]) for cause in (told[0] if told else ())}


def _plain(found: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {option: {name: it.model_dump(mode="json") for name, it in by.items()} for option, by in found.items()}
