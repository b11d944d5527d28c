"""What is different between two plans, in words that those can follow who work by them."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property, reduce
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from agencysim.language import APART, joined, name_in_language, noted, tr, tr_n
from agencysim.planner.cost import job_lateness
from agencysim.planner.reasons import sentence
from agencysim.tables.tasks import TaskWords
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agencysim.planner import Difference, Problem
    from agencysim.planner.replanning.difference import Approval, DateChange, DutyChange, OvertimeChange, TaskChange
    from agencysim.plans import Assignment, Duty, Plan, TaskId


AWAY = {"sick": noted("sick"), "leave": noted("on leave"), "lent": noted("lent")}
"""Why somebody does not come."""

GONE = noted("does not come")
"""What is said where nobody has told why."""

STILL_IN_TIME = noted("{name}: left for after the plan's end, still in time for {due} (was {before}, {had}): {reasons}")
LEFT = noted("{name}: left for after the plan's end, no date hangs on it (was {before}, {had}): {reasons}")
NO_PLACE = noted(
    "{name}: has no place any more (was {before}, {had}), so that its job, due {due}, is at least {late:.1f} h late: "
    "{reasons}"
)
"""What is said of work that is not planned any more: by whether a date hangs on it, and can still be held."""

NOT_THERE = noted(
    "{name}: not in this plan any more, since it is done, or by what is known now nobody comes to it before the plan "
    "ends (was {before}, {had})"
)
"""What is said of work that is not even to be planned any more."""


class Section(NamedTuple):
    """A heading, and the sentences under it."""

    title: str
    lines: tuple[str, ...]


def in_words(problem: Problem, plan: Plan, difference: Difference) -> list[Section]:
    """Return what is different in a plan, section by section: the whole, the work, the people, dates and approvals.

    Parameters
    ----------
    problem, plan
        What was planned, and the new plan.
    difference
        What is different between the plan before and this one.
    """
    words = _Words(problem, plan)
    title = tr("What changes from {moment} on", moment=words.names.moment(difference.since))
    if difference.is_empty:
        return [Section(title, (tr("Nothing changes: everybody goes on as planned."),))]
    sections = [
        Section(title, tuple(words.summary(difference))),
        Section(tr("Work"), tuple(words.work(difference))),
        Section(tr("Person by person"), tuple(words.people(difference))),
        Section(tr("Working hours"), tuple(words.duty(change) for change in difference.duties)),
        Section(tr("Overtime"), tuple(words.overtime(change) for change in difference.overtime)),
        Section(tr("Dates"), tuple(words.date(change) for change in difference.dates)),
        Section(tr("To be approved"), tuple(words.approvals(difference.approvals))),
    ]
    return [section for section in sections if section.lines]


def as_text(sections: Iterable[Section]) -> str:
    """Return sections as a page of text."""
    return "\n\n".join("\n".join([each.title, *(f"- {line}" for line in each.lines)]) for each in sections) + "\n"


class _Words(TaskWords):
    """Sentences about a plan.

    Parameters
    ----------
    problem, plan
        What was planned, and the new plan.
    """

    def __init__(self, problem: Problem, plan: Plan) -> None:
        super().__init__(problem)
        self.plan = plan
        self.reasons = {each.task: each.reasons for each in plan.unplanned}

    @cached_property
    def late(self) -> dict[str, float]:
        """The hours by which jobs are late in the new plan."""
        return job_lateness(self.problem, self.plan)

    # -- the whole ---------------------------------------------------------------------------------------------

    def summary(self, difference: Difference) -> Iterator[str]:
        """Yield how much is different."""
        dropped = difference.of("dropped")
        lost = sum(self._is_late(change.task) for change in dropped)
        count = {kind: len(difference.of(kind)) for kind in ("reassigned", "moved", "otherwise", "added")}
        gone = len(difference.of("gone"))
        count |= {"left": len(dropped) - lost, "lost": lost, "gone": gone}
        told = {
            "reassigned": tr_n("{n} task is done by others", "{n} tasks are done by others", count["reassigned"]),
            "moved": tr_n("{n} task is done at another time", "{n} tasks are done at another time", count["moved"]),
            "otherwise": tr_n("{n} task with other things", "{n} tasks with other things", count["otherwise"]),
            "added": tr_n("{n} task is new", "{n} tasks are new", count["added"]),
            "left": tr_n(
                "{n} task is left for after the plan's end",
                "{n} tasks are left for after the plan's end",
                count["left"],
            ),
            "lost": tr_n("{n} task has no place any more", "{n} tasks have no place any more", lost),
            "gone": tr_n("{n} task is not in the plan any more", "{n} tasks are not in the plan any more", gone),
        }
        if parts := [text for kind, text in told.items() if count[kind]]:
            what = reduce(lambda text, more: tr("{text}, {more}", text=text, more=more), parts)
            yield tr("{what}. All other work stays as it is.", what=what)
        else:
            yield tr("All work stays as it is.")
        if later := sum(change.after > change.before for change in difference.dates):
            yield tr_n("{n} job comes later.", "{n} jobs come later.", later)
        elif count["left"]:
            yield tr("No job comes later: what is left can still be in time.")
        else:
            yield tr("No job comes later.")

    # -- tasks -------------------------------------------------------------------------------------------------

    def work(self, difference: Difference) -> Iterator[str]:
        """Yield what is different about each task; how late a job gets is told of its first task that has no place."""
        left: set[str] = set()
        for change in difference.tasks:
            is_next = change.kind == "dropped" and change.task.job in left
            is_told = is_next and self._is_late(change.task)
            yield self._left_too(change) if is_told else self._to_its_end(change, self.task(change))
            left |= {change.task.job} if change.kind == "dropped" else set()

    def task(self, change: TaskChange) -> str:
        """Return what is different about a task."""
        name = self.name(change.task)
        told = {"name": name}
        if change.before:
            told |= {"before": self.times(change.before), "had": self.crew(change.before)}
        if change.after:
            told |= {"after": self.times(change.after), "has": self.crew(change.after)}
        match change.kind:
            case "added":
                return tr("{name}: new, {after}, {has}", **told)
            case "dropped":
                return self._dropped(change.task, told)
            case "gone":
                return tr(NOT_THERE, **told)
            case "moved":
                return tr("{name}: {after} instead of {before}, {has}", **told | {"has": self._as_now(change)})
            case "otherwise":
                return tr("{name}: {has}, {after} as before", **told | {"has": self._as_now(change)})
        told["others"] = self._with_things(self._others(change), change)
        if change.is_moved:
            return tr("{name}: {others}, {after} instead of {before}", **told)
        return tr("{name}: {others}, {after} as before", **told)

    def _to_its_end(self, change: TaskChange, text: str) -> str:
        """Return what is told of a task, and, if only a part of it is planned, that it is, and why."""
        if not change.after or change.task not in self.reasons:
            return text
        reasons = self._why(change.task)
        if not reasons:
            return tr("{text}; not planned to its end", text=text)
        return tr("{text}; not planned to its end: {reasons}", text=text, reasons=reasons)

    def _dropped(self, task: TaskId, told: dict[str, str]) -> str:
        """Return that a task is not planned any more, what that means for its job's date, and why."""
        job = self.problem.job[task.job]
        date = job.due if job.due is not None else job.deadline
        told["reasons"] = self._why(task)
        told["due"] = self.names.due(task.job)
        if self._is_late(task):
            return tr(NO_PLACE, late=self.late[task.job], **told)
        is_dated = date is not None and not self.problem.task[task].after_due
        return tr(STILL_IN_TIME if is_dated else LEFT, **told)

    def _left_too(self, change: TaskChange) -> str:
        """Return that a task is not planned any more, of whose job it is told already what that means for its date."""
        told = {"before": self.times(change.before), "had": self.crew(change.before), "reasons": self._why(change.task)}
        return tr("{name}: has no place any more (was {before}, {had}): {reasons}", name=self.name(change.task), **told)

    def _why(self, task: TaskId) -> str:
        return joined((sentence(self.problem, each) for each in self.reasons.get(task, ())), APART)

    def _is_late(self, task: TaskId) -> bool:
        """Return whether a job's date hangs on one of its tasks, and is not held."""
        return task.job in self.late and not self.problem.task[task].after_due

    def _as_now(self, change: TaskChange) -> str:
        """Return who does a task, and with what, and with what it was to be done if that is something else."""
        who = self.names.people(change.after[0].people)
        return self._with_things(who, change) if who and self._other_things(change) else self.crew(change.after)

    def _with_things(self, text: str, change: TaskChange) -> str:
        """Return a text about a task, and with what else, or in which other way, it is done."""
        things = self._other_things(change)
        return tr("{text}, {more}", text=text, more=things) if things else text

    def _other_things(self, change: TaskChange) -> str:
        """Return with what else, or in which other way, a task is done here; nothing if that is as before."""
        if change.before[0].outside or change.after[0].outside:
            return ""
        old, new = (dict.fromkeys(n for p in side for n in p.units) for side in (change.before, change.after))
        told = {"things": self.names.things(new), "before": self.names.things(old)}
        if old.keys() != new.keys():
            if not new:
                return tr("without {before}", **told)
            return tr("with {things} instead of {before}", **told) if old else tr("with {things}", **told)
        way = change.after[0].mode
        if way == change.before[0].mode:
            return ""
        return tr("done as {way}", way=way.replace("_", " ")) if way else tr("done in the usual way")

    def _others(self, change: TaskChange) -> str:
        """Return who takes over from whom."""
        old, new = (dict.fromkeys(n for p in side for n in p.crew) for side in (change.before, change.after))
        coming = self.names.people(n for n in new if n not in old)
        going = self.names.people(n for n in old if n not in new)
        staying = self.names.people(n for n in new if n in old)
        if not new or not old:
            return tr("{has} instead of {had}", has=self.crew(change.after), had=self.crew(change.before))
        if not coming:
            return tr("{staying} without {going}", staying=staying, going=going)
        text = tr("{coming} instead of {going}", coming=coming, going=going) if going else coming
        return tr("{text} (together with {staying})", text=text, staying=staying) if staying else text

    # -- people ------------------------------------------------------------------------------------------------

    def people(self, difference: Difference) -> Iterator[str]:
        """Yield for each person what he has to do otherwise."""
        told: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for change in difference.tasks:
            old, new = ({n for p in side for n in p.crew} for side in (change.before, change.after))
            name = self.name(change.task)
            for person in old - new:
                text = tr("no longer {name}, {times}", name=name, times=self.times(change.before))
                told[person].append((change.before[0].start, text))
            for person in new - old:
                told[person].append((change.after[0].start, self._new_to(person, name, change.after)))
            for person in old & new:
                text = self._moved(name, change) if change.kind == "moved" else self.task(change)
                told[person].append((change.after[0].start, text))
        order = [person.name for person in self.problem.people if person.name in told]
        for person in order:
            yield "\n  - ".join([self.names.person(person), *(text for _, text in sorted(told[person]))])

    def _new_to(self, person: str, name: str, pieces: tuple[Assignment, ...]) -> str:
        """Return what somebody has to do who had not, with whom, and with what."""
        others = dict.fromkeys(n for p in pieces for n in p.crew if n != person)
        things = dict.fromkeys(n for p in pieces for n in p.units)
        told = {"name": name, "times": self.times(pieces)}
        if not others and not things:
            return tr("now {name}, {times}", **told)
        return tr(
            "now {name}, {times}, with {others}", others=joined(map(self.names.thing, [*others, *things])), **told
        )

    def _moved(self, name: str, change: TaskChange) -> str:
        text = tr(
            "{name}: {after} instead of {before}",
            name=name,
            after=self.times(change.after),
            before=self.times(change.before),
        )
        return self._with_things(text, change)

    def duty(self, change: DutyChange) -> str:
        """Return what is different about somebody's working hours on a day."""
        duty = change.after or change.before
        assert duty is not None
        told = {"person": self.names.person(change.person), "day": self.names.day(duty.hours[0][0])}
        if change.after is None:
            person = self.problem.person.get(change.person)
            kinds = [a.kind for a in person.absences if a.start < duty.end and duty.start < a.end] if person else []
            return tr("{person}, {day}: {why}", why=tr(AWAY.get("".join(kinds[-1:]), GONE)), **told)
        if change.before is None:
            return tr("{person}, {day}: comes {hours}, had no duty before", hours=self._hours(change.after), **told)
        hours = {"hours": self._hours(change.after), "before": self._hours(change.before)}
        return tr("{person}, {day}: {hours} instead of {before}", **hours, **told)

    def _hours(self, duty: Duty) -> str:
        return f"{self.names.clock(duty.start)}-{self.names.clock(duty.end)}"

    def overtime(self, change: OvertimeChange) -> str:
        """Return how somebody's overtime changes."""
        return tr(
            "{person}: {after:g} h instead of {before:g} h",
            person=self.names.person(change.person),
            after=change.after / HOUR,
            before=change.before / HOUR,
        )

    # -- dates and approvals -----------------------------------------------------------------------------------

    def date(self, change: DateChange) -> str:
        """Return how a job's lateness changes."""
        job = self.problem.job[change.job]
        told = {"job": f"{job.id} ({job.client})" if job.client else job.id, "due": self.names.due(job.id)}
        if not change.after:
            return tr("{job}, due {due}: in time now, {before:.1f} h late before", before=change.before, **told)
        if not change.before:
            return tr("{job}, due {due}: {after:.1f} h late now, in time before", after=change.after, **told)
        late = {"after": change.after, "before": change.before}
        return tr("{job}, due {due}: {after:.1f} h late instead of {before:.1f} h", **late, **told)

    def approvals(self, approvals: Iterable[Approval]) -> Iterator[str]:
        """Yield what each approver is asked for."""
        for approver, those in groupby(approvals, key=lambda each: each.approver):
            label = self.problem.labels.get(approver, "")
            who = name_in_language(approver, label) if approver else tr("whoever is in charge")
            yield "\n  - ".join([who, *(self._approval(each) for each in those)])

    def _approval(self, each: Approval) -> str:
        person = self.names.person(each.person)
        if each.kind == "leave":
            span = {"start": self.names.moment(each.start), "end": self.names.moment(each.end)}
            return tr("leave of {person} from {start} to {end}", person=person, **span)
        told = {"hours": each.seconds / HOUR, "person": person, "start": self.names.moment(each.start)}
        return tr("{hours:g} h of overtime of {person}, {start}-{end}", end=self.names.clock(each.end), **told)
