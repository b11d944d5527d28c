"""The cards that a run brings: who failed in what, by the agency's rules of conduct."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from agencysim.domain import Card, Failing, Meaning
from agencysim.domain.fields import Map, Names
from agencysim.errors import HorizonError
from agencysim.figures.arrangement import end_of_week, idle_beside_overtime, main_stages
from agencysim.figures.base import UNSTAGED, Window, promised, stages_of, window_of
from agencysim.figures.responsibility import Responsibility
from agencysim.staff import workforce
from agencysim.values import DAY, HOUR, Frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from agencysim.calendars import Calendar
    from agencysim.hours import Hours
    from agencysim.log import Log

REPORTED_WITHIN = HOUR
"""Seconds of working time within which a change has to be reported: a rule of the house (its table of cards)."""

UNFINISHED_AFTER = 5
"""Typical working days after which overdue work counts as not finished: assumed, the house names no number."""

SLACK = 4 * 7 * DAY
"""How far calendars reach beyond a run, in seconds, so that the typical day of a short run is a whole one."""


class CardIssued(Frozen):
    """A card that a role was given.

    Parameters
    ----------
    time
        When the failing was complete, in seconds: when the time to report a change was over, when work was due, when
        a decision was taken, when a badly arranged week had ended.
    role, card, failing
        Who was given what, and what for.
    job, job_type, step
        What it is about; ``None`` where it is about a week.
    stages
        Stages whose work it is about: one, or all those in which a badly arranged role worked in that week.
    what
        What happened, in words.
    """

    time: int
    role: str
    card: Card
    failing: Failing
    job: str | None
    job_type: str | None
    step: str | None
    stages: Names
    what: str


class Lapse(NamedTuple):
    """Something that went wrong, before it is known who answers for it.

    Parameters
    ----------
    workers
        Roles whose work it is, or that were badly arranged; unknown if there are none.
    caused_by
        The role that did it.
    """

    time: int
    stages: tuple[str, ...]
    what: str
    job: str | None = None
    job_type: str | None = None
    step: str | None = None
    caused_by: str | None = None
    workers: frozenset[str] = frozenset()


def cards(log: Log, window: Window | None = None) -> tuple[CardIssued, ...]:
    """Return the cards that the scenario's discipline brings, in order of time, role and failing.

    A card belongs to the window in which its failing was complete; a moment that ends a window belongs to it, and
    the moment that begins one to the window before.

    Parameters
    ----------
    log
        Log of the run. What was decided before a run that goes on from a state is not in its log, and brings no card.
    window
        The time that they are about; the run without its warm-up if absent.
    """
    discipline = log.scenario.discipline
    wanted = {failing for rules in discipline.values() for failing in rules.cards}
    window, facts = window or window_of(log), Facts(log)
    issued: dict[tuple[Any, ...], CardIssued] = {}
    for failing in FAILINGS:
        for lapse in FAILINGS[failing](facts) if failing in wanted else ():
            if not is_in(lapse.time, window, log):
                continue
            for role, rules in discipline.items():
                if failing in rules.cards and _answers(facts.responsibility, role, failing, lapse):
                    # One card for each thing: a role that answers for two badly arranged ones gets one for the week.
                    key = (lapse.time, role, failing, lapse.job or "", lapse.step or "")
                    issued.setdefault(key, _issued(role, rules.cards[failing], failing, lapse))
    return tuple(issued[key] for key in sorted(issued))


def cards_by_role(issued: Iterable[CardIssued]) -> Map[str, Map[str, int]]:
    """Return how many cards of each kind each role was given; roles that were given none are absent.

    Parameters
    ----------
    issued
        What `cards` returned.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in issued:
        counts[one.role][one.card.value] += 1
    return {role: {card.value: counts[role][card.value] for card in Card if card in counts[role]} for role in counts}


def _issued(role: str, card: Card, failing: Failing, lapse: Lapse) -> CardIssued:
    about = {"job": lapse.job, "job_type": lapse.job_type, "step": lapse.step, "stages": lapse.stages}
    return CardIssued(time=lapse.time, role=role, card=card, failing=failing, what=lapse.what, **about)


def _answers(responsibility: Responsibility, role: str, failing: Failing, lapse: Lapse) -> bool:
    """Return whether a role answers for a lapse.

    That is the one that caused it, if that is known; else those whose stages it is about, as far as it was their own
    work, or that of those below them. What is badly arranged is the business of those above alone.
    """
    if lapse.caused_by is not None:
        return role == lapse.caused_by
    stages = responsibility.log.scenario.discipline[role].stages
    if stages and set(stages).isdisjoint(lapse.stages):
        return False
    if failing is Failing.BADLY_ARRANGED:
        return responsibility.arranges(role, lapse.workers)
    return responsibility.answers_for(role, lapse.workers)


def is_in(time: int, window: Window, log: Log) -> bool:
    """Return whether a moment is in a window; its first only if nothing comes before, since the run begins there."""
    return window.since < time <= window.until or time == window.since == log.manifest.start


# -- what the failings are read from ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Facts:
    """A log as the failings read it."""

    log: Log

    @cached_property
    def responsibility(self) -> Responsibility:
        """Who answers for whose work."""
        return Responsibility(self.log)

    @cached_property
    def hours(self) -> Hours:
        """The working hours of the scenario."""
        scenario = self.log.scenario
        return workforce(scenario, max(self.log.manifest.end, scenario.axis.midnight(7 * scenario.weeks)) + SLACK).hours

    @cached_property
    def calendar(self) -> Calendar:
        """The scenario's own calendar."""
        return self.hours.named(None)

    @cached_property
    def stages(self) -> Mapping[tuple[str, str], str]:
        """The stage of each step, by job type and step."""
        return {(job_type, step): stage for job_type, step, stage in stages_of(self.log).iter_rows()}

    @cached_property
    def visits(self) -> pl.DataFrame:
        """Visits to steps, the parts of work that was stopped put together; unfinished and abandoned ones end never."""
        over = pl.col("status").is_in(["done", "outsourced"])
        return self.log.tasks.group_by("job", "job_type", "step", "kind", "attempt", maintain_order=True).agg(
            pl.col("ready").min(), pl.when(over).then(pl.col("end")).max().alias("end"), pl.col("people").last()
        )

    @cached_property
    def late(self) -> pl.DataFrame:
        """Jobs that were promised a date and did not hold it; those lost or abandoned have no date to hold any more."""
        was_promised = pl.col("job").is_in(promised(self.log).implode())
        is_late = pl.col("due_reached").is_null() | (pl.col("due_reached") > pl.col("due"))
        may_be_late = pl.col("outcome").is_in(["done", "open"]) & pl.col("due").is_not_null()
        return self.log.jobs.filter(may_be_late & was_promised & is_late)

    def after(self, moment: int, working: int) -> int | None:
        """Return when so many seconds of working time have passed; ``None`` if that is beyond all calendars."""
        try:
            return self.calendar.finish(moment, working)
        except HorizonError:
            return None

    def decided(self, meaning: Meaning) -> Iterator[dict[str, Any]]:
        """Yield the decisions that have a meaning."""
        return iter(self.log.decisions.filter(pl.col("means") == meaning.value).iter_rows(named=True))

    def over_deadline(self, jobs: pl.DataFrame) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield for each job (``job``, ``deadline``) the first work that was not finished by then, and the deadline.

        The log has no deadlines of steps: what ended first after the job's counts as the work that went over it. Jobs
        that waited then, and at which nobody has worked since, have no such work.
        """
        work = self.visits.filter(pl.col("kind") == "work").join(jobs.select("job", "deadline"), on="job")
        open_then = work.filter(pl.col("end").is_null() | (pl.col("end") > pl.col("deadline")))
        first = open_then.sort("end", "ready", "step", nulls_last=True).unique("job", keep="first", maintain_order=True)
        for visit in first.iter_rows(named=True):
            yield visit["deadline"], visit

    def lapse(self, time: int, what: str, at: Mapping[str, Any], work: Mapping[str, Any] | None = None) -> Lapse:
        """Return a lapse of a job at a step, a decision or a visit; `work` is the visit whose workers it is about."""
        stage = self.stages.get((at["job_type"], at["step"]), UNSTAGED)
        workers = self.responsibility.workers(work["people"], at["job_type"], work["step"]) if work else frozenset()
        return Lapse(time, (stage,), what, at["job"], at["job_type"], at["step"], at.get("caused_by"), workers)


# -- the failings ----------------------------------------------------------------------------------------------


def change_not_reported(facts: Facts) -> Iterator[Lapse]:
    """Find changes that were not reported within an hour of working time; derived from the log.

    A change is reported when the visit to the step that it leads to is over; at once if that step takes no time. If the
    client leaves before the hour is over, there is nothing to report any more.
    """
    reports = _reports(facts)
    ended = dict(facts.log.jobs.select("job", "ended").iter_rows())
    for change in facts.decided(Meaning.CHANGE):
        key = (change["job"], change["step"], change["attempt"])
        limit = facts.after(change["time"], REPORTED_WITHIN)
        if limit is None or key not in reports:
            continue
        report, told_until = reports[key], ended[change["job"]] or facts.log.manifest.end
        reported = report["end"]
        if (reported is None and limit <= told_until) or (reported is not None and limit < reported):
            yield facts.lapse(limit, "a change was not reported within 1 h", change, report)


def _reports(facts: Facts) -> dict[tuple[str, str, int], dict[str, Any]]:
    """Return the visits that report changes (``step``, ``people``, ``end``), by job, step and attempt of the change."""
    changes = facts.log.decisions.filter(pl.col("means") == Meaning.CHANGE.value)
    visits = facts.visits.select("job", "ready", "end", "people", to="step")
    found = (
        changes.join(visits, on=["job", "to"])
        .filter(pl.col("ready") >= pl.col("time"))
        .sort("ready")
        .unique(["job", "step", "attempt"], keep="first")
    )
    return {
        (job, step, attempt): {"step": to, "people": people, "end": end}
        for job, step, attempt, to, people, end in found["job", "step", "attempt", "to", "people", "end"].iter_rows()
    }


def overdue(facts: Facts) -> Iterator[Lapse]:
    """Find assigned work that went over its deadline, a promised date that was not held; derived from the log."""
    for due, work in facts.over_deadline(facts.late.with_columns(deadline="due")):
        yield facts.lapse(due, "work was not finished by the date that was promised", work, work)


def unfinished(facts: Facts) -> Iterator[Lapse]:
    """Find assigned work that was not finished days after the promised date; derived from the log."""
    patience = UNFINISHED_AFTER * facts.calendar.day_length
    limits = [facts.after(due, patience) if patience else None for due in facts.late["due"]]
    jobs = facts.late.with_columns(deadline=pl.Series(limits, dtype=pl.Int64)).drop_nulls("deadline")
    missed = pl.col("due_reached").is_null() | (pl.col("due_reached") > pl.col("deadline"))
    for limit, work in facts.over_deadline(jobs.filter(missed)):
        yield facts.lapse(limit, f"work was overdue for more than {UNFINISHED_AFTER} working days", work, work)


def documents_mishandled(facts: Facts) -> Iterator[Lapse]:
    """Find documents that were mishandled so that work was delayed; an attribute with an assumed chance."""
    for decision in facts.decided(Meaning.DOCUMENTS_MISHANDLED):
        yield facts.lapse(decision["time"], "documents were mishandled", decision)


def not_archived(facts: Facts) -> Iterator[Lapse]:
    """Find drawings that were not archived after the hand-over; an attribute with an assumed chance."""
    for decision in facts.decided(Meaning.NOT_ARCHIVED):
        yield facts.lapse(decision["time"], "drawings were not archived", decision)


def poor_communication(facts: Facts) -> Iterator[Lapse]:
    """Find mistakes that poor communication caused; an attribute with an assumed chance."""
    for decision in facts.decided(Meaning.POOR_COMMUNICATION):
        yield facts.lapse(decision["time"], "poor communication caused a mistake", decision)


def badly_arranged(facts: Facts) -> Iterator[Lapse]:
    """Find weeks in which somebody worked overtime beside idle colleagues of the same role; derived from the log.

    They stood idle if all of them on the same shift together had nothing to do in more than `IDLE_SHARE` of the time
    that they were there, leave, routines and sickness left out. It is about the stages in which the role worked in
    that week, and complete when the week has ended.
    """
    found = idle_beside_overtime(facts.log)
    worked_in = main_stages(facts.log) if found.height else {}
    for week, role, share in found.iter_rows():
        what = f"{role}: overtime while colleagues stood idle in {share:.0%} of their time"
        yield Lapse(end_of_week(facts.log, week), worked_in[week, role], what, workers=frozenset([role]))


FAILINGS: Mapping[Failing, Callable[[Facts], Iterator[Lapse]]] = {
    Failing.CHANGE_NOT_REPORTED: change_not_reported,
    Failing.OVERDUE: overdue,
    Failing.UNFINISHED: unfinished,
    Failing.DOCUMENTS_MISHANDLED: documents_mishandled,
    Failing.NOT_ARCHIVED: not_archived,
    Failing.POOR_COMMUNICATION: poor_communication,
    Failing.BADLY_ARRANGED: badly_arranged,
}
"""The lines of the table of cards: what finds each failing."""
