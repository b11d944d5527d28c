"""Plans with one thing changed, each in a way that surely breaks one rule; every function says why in its name or text.

Whether a change breaks a rule is decided from problem and plan by hand, never by asking the verifier.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from small_plans import SLOT

from agencysim.planner import Rule
from agencysim.planner.problem import Absence, Holding, Problem, Reserve
from agencysim.plans import Assignment, Duty, Plan, TaskId, Unplanned
from agencysim.values import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from agencysim.planner.problem import Mode, Task


class Mutant(NamedTuple):
    """A plan that surely breaks a rule."""

    rule: Rule
    change: str
    problem: Problem
    plan: Plan


Changed = tuple[Problem, Plan]
Change = "Callable[[Problem, Plan], Iterator[Changed]]"

CHANGES: list[tuple[Rule, Any]] = []
"""Every way of breaking a rule, with the rule."""


def breaks(rule: Rule):
    """Enter a way of breaking a rule."""

    def enter(change):
        CHANGES.append((rule, change))
        return change

    return enter


def mutants(given: Problem, made: Plan, each: int) -> Iterator[Mutant]:
    """Yield some of the mutants of a plan: at most so many for each way of changing it, from all over the plan."""
    for rule, change in CHANGES:
        found = list(change(given, made))
        for n in sorted({round(k * (len(found) - 1) / max(1, each - 1)) for k in range(min(each, len(found)))}):
            yield Mutant(rule, change.__name__, *found[n])


# -- questions about a plan --------------------------------------------------------------------------------------------


def asked(given: Problem, **changes: Any) -> Problem:
    """Return a problem with something changed, and nothing remembered of the old one."""
    return Problem.model_construct(**{name: getattr(given, name) for name in Problem.model_fields} | changes)


def with_piece(made: Plan, piece: Assignment, *others: Assignment, **changes: Any) -> Plan:
    """Return a plan with others instead of a piece, or with that piece changed."""
    new = others or (piece.model_copy(update=changes),)
    kept = tuple(each for each in made.assignments if each is not piece)
    return made.model_copy(update={"assignments": (*kept, *new)})


def without(made: Plan, *pieces: Assignment) -> Plan:
    """Return a plan without some pieces."""
    kept = tuple(each for each in made.assignments if all(each is not piece for piece in pieces))
    return made.model_copy(update={"assignments": kept})


def with_duty(made: Plan, duty: Duty, **changes: Any) -> Plan:
    """Return a plan with a duty changed."""
    new = duty.model_copy(update=changes)
    return made.model_copy(update={"duties": tuple(new if each is duty else each for each in made.duties)})


def without_duty(made: Plan, duty: Duty) -> Plan:
    """Return a plan without a duty."""
    return made.model_copy(update={"duties": tuple(each for each in made.duties if each is not duty)})


def listed(made: Plan, *tasks: TaskId) -> Plan:
    """Return a plan that lists some more tasks as not planned."""
    more = (Unplanned(job=task.job, step=task.step, attempt=task.attempt) for task in tasks)
    return made.model_copy(update={"unplanned": (*made.unplanned, *more)})


def moved(piece: Assignment, start: int) -> dict[str, int]:
    """Return the change by which a piece begins at another moment."""
    return {"start": start, "end": start + piece.end - piece.start}


def inside(given: Problem, made: Plan) -> Iterator[tuple[Task, Mode, Assignment]]:
    """Yield the pieces that are done by the agency's own people."""
    for piece in made.assignments:
        mode = given.task[piece.task].mode(piece.mode)
        if not piece.outside and mode is not None:
            yield given.task[piece.task], mode, piece


def whole(given: Problem, made: Plan) -> Iterator[tuple[Task, Mode, Assignment]]:
    """Yield the tasks that are planned to their end, in one piece."""
    pieces, left = made.pieces(), {each.task for each in made.unplanned}
    for task, mode, piece in inside(given, made):
        if len(pieces[task.id]) == 1 and task.id not in left:
            yield task, mode, piece


def by_person(given: Problem, made: Plan) -> dict[str, list[Assignment]]:
    """Return the pieces of each person in order of time."""
    found: dict[str, list[Assignment]] = defaultdict(list)
    for _, _, piece in sorted(inside(given, made), key=lambda each: each[2].start):
        for name in piece.crew:
            found[name].append(piece)
    return found


def duty_of(made: Plan, name: str, moment: int) -> Duty:
    """Return the duty in which somebody works at a moment."""
    return next(duty for duty in made.duties if duty.person == name and duty.start <= moment < duty.end)


def is_there(given: Problem, made: Plan, name: str, start: int, end: int) -> bool:
    """Return whether somebody can work for a whole stretch of time: on duty, not away, in no meeting."""
    person = given.person[name]
    windows = (window for duty in made.duties if duty.person == name for window in duty.windows)
    gaps = [*person.routines, *((away.start, away.end) for away in person.absences)]
    return any(a <= start and end <= b for a, b in windows) and not any(a < end and start < b for a, b in gaps)


def is_crew_there(given: Problem, made: Plan, piece: Assignment, start: int, end: int) -> bool:
    """Return whether all people and units of a piece can work for a whole stretch of time."""
    gaps = (away for name in piece.units for away in given.unit[name].absences)
    return all(is_there(given, made, name, start, end) for name in piece.crew) and not any(
        away.start < end and start < away.end for away in gaps
    )


def up(seconds: int) -> int:
    """Return the least number of whole slots that is not less."""
    return -(-seconds // SLOT) * SLOT


def can(given: Problem, name: str, skill: str) -> bool:
    """Return whether somebody has a skill at any time."""
    return any(holding.skill == skill for holding in given.person[name].holdings)


# -- the work ----------------------------------------------------------------------------------------------------------


@breaks(Rule.KNOWN)
def leaves_the_grid(given, made):
    for _, _, piece in inside(given, made):
        yield given, with_piece(made, piece, **moved(piece, piece.start + 60))


@breaks(Rule.KNOWN)
def outlasts_the_plan_by_a_slot(given, made):
    for _, _, piece in inside(given, made):
        yield given, with_piece(made, piece, **moved(piece, given.end + SLOT - (piece.end - piece.start)))


@breaks(Rule.KNOWN)
def names_a_stranger(given, made):
    for _, _, piece in inside(given, made):
        yield given, with_piece(made, piece, people=("eve", *piece.people[1:]))


@breaks(Rule.KNOWN)
def ends_elsewhere_than_the_other_firm(given, made):
    for piece in made.assignments:
        if piece.outside:
            yield given, with_piece(made, piece, end=piece.end + SLOT)


@breaks(Rule.SKILL)
def is_done_by_somebody_without_the_skill(given, made):
    for _, mode, piece in inside(given, made):
        for at, place in enumerate(mode.places):
            unable = [p.name for p in given.people if not can(given, p.name, place.skill)]
            people = (*piece.people[:at], unable[-1], *piece.people[at + 1 :])
            yield given, with_piece(made, piece, people=people)


@breaks(Rule.SKILL)
def outlasts_a_certificate_by_a_slot(given, made):
    for _, mode, piece in inside(given, made):
        name, skill = piece.people[0], mode.places[0].skill
        person = given.person[name]
        holdings = tuple(
            h.model_copy(update={"until": piece.end - SLOT}) if h.skill == skill else h for h in person.holdings
        )
        expired = person.model_copy(update={"holdings": holdings})
        people = tuple(expired if p is person else p for p in given.people)
        yield asked(given, people=people), made


@breaks(Rule.CREW)
def loses_a_member(given, made):
    for _, _, piece in inside(given, made):
        if piece.people:
            yield given, with_piece(made, piece, people=piece.people[:-1])


@breaks(Rule.CREW)
def takes_one_more(given, made):
    for _, _, piece in inside(given, made):
        other = next(person.name for person in given.people if person.name not in piece.people)
        yield given, with_piece(made, piece, people=(*piece.people, other))


@breaks(Rule.CREW)
def loses_a_unit(given, made):
    for _, _, piece in inside(given, made):
        if piece.units:
            yield given, with_piece(made, piece, units=piece.units[1:])


@breaks(Rule.CREW)
def takes_a_unit_more(given, made):
    for _, _, piece in inside(given, made):
        other = next(unit.name for unit in given.units if unit.name not in piece.units)
        yield given, with_piece(made, piece, units=(*piece.units, other))


@breaks(Rule.ONE_PLACE)
def begins_a_slot_before_the_last_piece_of_somebody_ends(given, made):
    for pieces in by_person(given, made).values():
        for before, piece in pairwise(pieces):
            yield given, with_piece(made, piece, **moved(piece, before.end - SLOT))


@breaks(Rule.ONE_PLACE)
def is_done_by_somebody_who_is_busy(given, made):
    pieces = [piece for _, _, piece in inside(given, made)]
    for piece in pieces:
        for other in pieces:
            if other.start < piece.end and piece.start < other.end and not set(other.people) & set(piece.people):
                yield given, with_piece(made, piece, people=(other.people[0], *piece.people[1:]))


@breaks(Rule.ON_DUTY)
def begins_a_slot_before_duty(given, made):
    for _, _, piece in inside(given, made):
        duty = duty_of(made, piece.people[0], piece.start)
        if not any(d.person == duty.person and d.end == duty.start for d in made.duties):
            yield given, with_piece(made, piece, **moved(piece, duty.start - SLOT))


@breaks(Rule.ON_DUTY)
def ends_a_slot_after_duty(given, made):
    for _, _, piece in inside(given, made):
        duty = duty_of(made, piece.people[0], piece.start)
        yield given, with_piece(made, piece, **moved(piece, duty.end + SLOT - (piece.end - piece.start)))


@breaks(Rule.ON_DUTY)
def is_done_without_a_duty(given, made):
    for _, _, piece in inside(given, made):
        yield given, without_duty(made, duty_of(made, piece.people[-1], piece.start))


@breaks(Rule.ON_DUTY)
def needs_overtime_that_is_gone(given, made):
    for _, _, piece in inside(given, made):
        for name in piece.crew:
            duty = duty_of(made, name, piece.start)
            if duty.after and piece.end == duty.end:
                yield given, with_duty(made, duty, after=duty.after - SLOT)


@breaks(Rule.LEAVE)
def somebody_is_sick_for_its_last_slot(given, made):
    for _, _, piece in inside(given, made):
        person = given.person[piece.people[0]]
        away = Absence(start=piece.end - SLOT, end=piece.end + DAY, kind="sick")
        sick = person.model_copy(update={"absences": (*person.absences, away)})
        yield asked(given, people=tuple(sick if p is person else p for p in given.people)), made


@breaks(Rule.LEAVE)
def is_done_by_somebody_on_leave(given, made):
    for _, _, piece in inside(given, made):
        for person in given.people:
            if any(away.start < piece.end and piece.start < away.end for away in person.absences):
                yield given, with_piece(made, piece, people=(person.name, *piece.people[1:]))


@breaks(Rule.WORK_DONE)
def is_a_slot_too_short(given, made):
    # Its last slot is work, or way back that then takes the place of work.
    for _, _, piece in whole(given, made):
        if piece.end - SLOT > piece.start:
            yield given, with_piece(made, piece, end=piece.end - SLOT)


@breaks(Rule.WORK_DONE)
def is_a_slot_too_long(given, made):
    # All of them would still be there.
    for task, _, piece in whole(given, made):
        if not task.site and is_crew_there(given, made, piece, piece.end, piece.end + SLOT):
            yield given, with_piece(made, piece, end=piece.end + SLOT)


@breaks(Rule.WORK_DONE)
def is_silently_left_out(given, made):
    for _, _, piece in whole(given, made):
        yield given, without(made, piece)


@breaks(Rule.WORK_DONE)
def is_listed_though_it_is_planned(given, made):
    for task, _, _ in whole(given, made):
        yield given, listed(made, task.id)


@breaks(Rule.WORK_DONE)
def another_firm_does_it_once_more(given, made):
    for task, _, piece in whole(given, made):
        if task.outside is not None:
            again = piece.model_copy(update={"people": (), "units": (), "mode": "", "outside": True})
            yield given, with_piece(made, piece, piece, again)


def halves(piece, at):
    """Return a piece as two, without anything in between."""
    return piece.model_copy(update={"end": at}), piece.model_copy(update={"start": at})


@breaks(Rule.IN_ONE_PIECE)
def is_split_though_it_cannot_be(given, made):
    for task, _, piece in whole(given, made):
        if not task.splittable and piece.end - piece.start > SLOT:
            yield given, with_piece(made, piece, *halves(piece, piece.end - SLOT))


@breaks(Rule.IN_ONE_PIECE)
def begins_with_a_piece_that_is_a_slot_too_short(given, made):
    least = given.settings.minimum_piece
    for task, _, piece in whole(given, made):
        if task.splittable and piece.end - piece.start >= least:
            yield given, with_piece(made, piece, *halves(piece, piece.start + least - SLOT))


@breaks(Rule.SAME_PEOPLE)
def is_gone_on_with_by_somebody_else(given, made):
    for _, _, piece in whole(given, made):
        other = next(person.name for person in given.people if person.name not in piece.people)
        if piece.end - piece.start > SLOT:
            first, second = halves(piece, piece.end - SLOT)
            yield (
                given,
                with_piece(made, piece, first, second.model_copy(update={"people": (other, *piece.people[1:])})),
            )


@breaks(Rule.SAME_PEOPLE)
def is_not_done_by_whom_it_belongs_to(given, made):
    pieces = made.pieces()
    for task, mode, piece in inside(given, made):
        same = task.same_people_as
        earlier = pieces.get(TaskId(task.job, same.step, same.attempt)) if same else None
        if earlier and len(mode.places) == 1 and can(given, earlier[0].people[0], mode.places[0].skill):
            other = next(person.name for person in given.people if person.name not in earlier[0].people)
            yield given, with_piece(made, piece, people=(other,))


@breaks(Rule.ORDER)
def begins_a_slot_before_the_lag_is_over(given, made):
    # On whatever calendar it passes, a lag does not end earlier than round the clock.
    pieces = made.pieces()
    for task, _, piece in inside(given, made):
        for after in task.after if piece is pieces[task.id][0] else ():
            before = pieces[TaskId(task.job, after.step, after.attempt)]
            start = max(each.end for each in before) + after.lag - SLOT
            yield given, with_piece(made, piece, **moved(piece, start))


@breaks(Rule.ORDER)
def what_must_come_before_is_left_out(given, made):
    pieces = made.pieces()
    for task, _, _ in inside(given, made):
        for after in task.after:
            before = TaskId(task.job, after.step, after.attempt)
            yield given, listed(without(made, *pieces[before]), before)


@breaks(Rule.RELEASE)
def begins_a_slot_before_its_release(given, made):
    pieces = made.pieces()
    for task, _, piece in inside(given, made):
        if task.release >= SLOT and piece is pieces[task.id][0]:
            yield given, with_piece(made, piece, **moved(piece, task.release - SLOT))


@breaks(Rule.RELEASE)
def is_released_a_slot_later(given, made):
    for name, pieces in made.pieces().items():
        task = given.task[name]
        late = task.model_copy(update={"release": pieces[0].start + SLOT})
        yield asked(given, tasks=tuple(late if each is task else each for each in given.tasks)), made


@breaks(Rule.DEADLINE)
def misses_its_deadline_by_a_slot(given, made):
    for _, _, piece in inside(given, made):
        job = given.job[piece.job]
        if job.deadline is not None:
            end = job.deadline - job.tail + SLOT
            yield given, with_piece(made, piece, **moved(piece, end - (piece.end - piece.start)))


@breaks(Rule.DEADLINE)
def has_a_deadline_a_slot_before_it_is_done(given, made):
    left = {each.job for each in made.unplanned}
    ends = {each.job: max(p.end for p in made.assignments if p.job == each.job) for each in made.assignments}
    for job in given.jobs:
        if job.id in ends and job.id not in left and job.win_probability is None:
            hard = job.model_copy(update={"deadline": ends[job.id] + job.tail - SLOT})
            yield asked(given, jobs=tuple(hard if each is job else each for each in given.jobs)), made


@breaks(Rule.DEADLINE)
def is_left_out_of_a_job_with_a_deadline(given, made):
    # The deadline lies within the plan.
    for _, _, piece in whole(given, made):
        job = given.job[piece.job]
        others = {each.task for each in made.assignments if each.job == piece.job} - {piece.task}
        if others and job.win_probability is None:
            hard = job.model_copy(update={"deadline": given.end})
            jobs = tuple(hard if each is job else each for each in given.jobs)
            yield asked(given, jobs=jobs), listed(without(made, piece), piece.task)


@breaks(Rule.SITE)
def ends_a_slot_after_the_site_has_closed(given, made):
    # Nobody has a break in the last slot of work or on the way back: so that slot is when the work ends.
    for task, _, piece in whole(given, made):
        end = piece.end - up(task.travel)
        if task.site and is_crew_there(given, made, piece, end - SLOT, piece.end):
            hours = [w for a, b in given.calendars[task.site] for w in ((a, min(b, end - SLOT)), (max(a, end), b))]
            calendars = given.calendars | {task.site: tuple((a, b) for a, b in hours if a < b)}
            yield asked(given, calendars=calendars), made


@breaks(Rule.SITE)
def begins_a_slot_before_the_site_opens(given, made):
    # Nobody has a break on the way there or in the first slot of work.
    for task, _, piece in whole(given, made):
        begin = piece.start + up(task.loading) + up(task.travel)
        if task.site and is_crew_there(given, made, piece, piece.start, begin + SLOT):
            hours = [w for a, b in given.calendars[task.site] for w in ((a, min(b, begin)), (max(a, begin + SLOT), b))]
            calendars = given.calendars | {task.site: tuple((a, b) for a, b in hours if a < b)}
            yield asked(given, calendars=calendars), made


@breaks(Rule.UNITS)
def is_in_service_for_its_last_slot(given, made):
    for _, _, piece in inside(given, made):
        for name in piece.units:
            unit = given.unit[name]
            service = Absence(start=piece.end - SLOT, end=piece.end, kind="service")
            away = unit.model_copy(update={"absences": (*unit.absences, service)})
            yield asked(given, units=tuple(away if each is unit else each for each in given.units)), made


@breaks(Rule.UNITS)
def takes_a_unit_a_slot_before_it_is_free(given, made):
    by_unit: dict[str, list[Assignment]] = defaultdict(list)
    for _, _, piece in sorted(inside(given, made), key=lambda each: each[2].start):
        for name in piece.units:
            by_unit[name].append(piece)
    for pieces in by_unit.values():
        for before, piece in pairwise(pieces):
            yield given, with_piece(made, piece, **moved(piece, before.end - SLOT))


@breaks(Rule.UNITS)
def takes_a_unit_that_others_use(given, made):
    pieces = [piece for _, _, piece in inside(given, made)]
    for piece in pieces:
        for other in pieces:
            if other.units and other is not piece and other.start < piece.end and piece.start < other.end:
                yield given, with_piece(made, piece, units=other.units)


# -- locked and frozen -------------------------------------------------------------------------------------------------


def pieces_of(made, fixed):
    """Return the pieces of a plan that have the tasks and the begins of those that are fixed."""
    begins = {(each.task, each.start) for each in fixed}
    return [piece for piece in made.assignments if (piece.task, piece.start) in begins]


def other_than_fixed(given, made, fixed):
    """Yield a plan without fixed work, with it a slot later, and with other people."""
    for piece in pieces_of(made, fixed):
        yield given, listed(without(made, piece), piece.task)
        yield given, with_piece(made, piece, **moved(piece, piece.start + SLOT))
        yield given, with_piece(made, piece, end=piece.end + SLOT)
        if piece.people:
            other = next(person.name for person in given.people if person.name not in piece.people)
            yield given, with_piece(made, piece, people=(other, *piece.people[1:]))


@breaks(Rule.LOCKED)
def changes_locked_work(given, made):
    yield from other_than_fixed(given, made, given.locks)


@breaks(Rule.FROZEN)
def changes_frozen_work(given, made):
    if given.published is not None:
        locked = {lock.task for lock in given.locks}
        early = [p for p in given.published.assignments if p.start < given.frozen_until and p.task not in locked]
        yield from other_than_fixed(given, made, early)


@breaks(Rule.FROZEN)
def changes_a_frozen_duty(given, made):
    for duty in made.duties if given.published is not None else ():
        if duty.start < given.frozen_until:
            yield given, without_duty(made, duty)
            others = [name for name in given.person[duty.person].days[duty.day].shifts if name != duty.shift]
            for name in others[:1]:
                yield given, with_duty(made, duty, shift=name, hours=given.shifts[name].hours[duty.day])


@breaks(Rule.FROZEN)
def calls_somebody_in_in_the_frozen_days(given, made):
    # The published plan has no such duty.
    for duty in made.duties if given.published is not None else ():
        locked = any(duty.person in lock.people and duty.start <= lock.start < duty.end for lock in given.locks)
        if duty.start < given.frozen_until and not locked:
            yield asked(given, published=without_duty(given.published, duty)), made


@breaks(Rule.FROZEN)
def begins_in_the_frozen_days(given, made):
    for _, _, piece in whole(given, made):
        if given.published is not None and piece.start >= given.frozen_until:
            yield given, with_piece(made, piece, **moved(piece, given.frozen_until - SLOT))


# -- working time ------------------------------------------------------------------------------------------------------


@breaks(Rule.SHIFT)
def is_put_on_a_shift_he_may_not_be_asked_for(given, made):
    for duty in made.duties:
        allowed = given.person[duty.person].days[duty.day].shifts
        name = next(name for name in given.shifts if name not in allowed)
        yield given, with_duty(made, duty, shift=name, hours=given.shifts[name].hours[duty.day])


@breaks(Rule.SHIFT)
def has_too_much_overtime_at_once(given, made):
    for duty in made.duties:
        yield given, with_duty(made, duty, after=given.limits.overtime_late + given.settings.overtime_granule)
        yield given, with_duty(made, duty, before=given.limits.overtime_early + given.settings.overtime_granule)


@breaks(Rule.SHIFT)
def has_overtime_that_is_no_granule(given, made):
    for duty in made.duties:
        yield given, with_duty(made, duty, after=duty.after + given.settings.overtime_granule // 2)


@breaks(Rule.SHIFT)
def works_twice_on_a_day(given, made):
    for duty in made.duties:
        yield given, made.model_copy(update={"duties": (*made.duties, duty)})


@breaks(Rule.SHIFT)
def has_a_longer_shift_than_there_is(given, made):
    for duty in made.duties:
        first, *rest = duty.hours
        yield given, with_duty(made, duty, hours=((first[0] - SLOT, first[1]), *rest))


@breaks(Rule.DAILY_REST)
def rests_a_slot_too_little(given, made):
    for name in given.person:
        duties = sorted((duty for duty in made.duties if duty.person == name), key=lambda duty: duty.start)
        for one, other in pairwise(duties):
            rest = other.start - one.end
            if rest >= given.limits.daily_rest:
                yield given, with_duty(made, one, after=one.after + rest - given.limits.daily_rest + SLOT)


def extra(given, name, day):
    """Return a duty of somebody on a day on which he has none."""
    asked_for = given.person[name].days[day]
    shift = asked_for.shifts[0]
    hours = given.shifts[shift].hours[day]
    return Duty(person=name, day=day, shift=shift, hours=hours, rostered=asked_for.rostered, pay=asked_for.pay)


def every_day(given, made):
    """Yield plans in which somebody works all week."""
    for name in given.person:
        has = {duty.day for duty in made.duties if duty.person == name}
        more = (extra(given, name, day.number) for day in given.days if day.number not in has)
        yield given, made.model_copy(update={"duties": (*made.duties, *more)})


@breaks(Rule.REST_DAYS)
def has_no_day_off(given, made):
    yield from every_day(given, made)


@breaks(Rule.DAYS_IN_ROW)
def works_seven_days_in_a_row(given, made):
    yield from every_day(given, made)


@breaks(Rule.OVERTIME_DAY)
def has_too_much_overtime_on_a_day(given, made):
    for duty in made.duties:
        yield given, with_duty(made, duty, after=given.limits.overtime_day - duty.before + SLOT)


def tightened(given, made, limit, total: Callable[[str], int]):
    """Yield problems in which somebody has just reached a limit, with plans in which he works half an hour more."""
    for name in given.person:
        limits = given.limits.model_copy(update={limit: total(name)})
        duties = [duty for duty in made.duties if duty.person == name]
        if duties:
            more = with_duty(made, duties[-1], after=duties[-1].after + given.settings.overtime_granule)
            yield asked(given, limits=limits), more


def worked(duties: Iterable[Duty]) -> int:
    """Return the seconds of duties, overtime included."""
    return sum(duty.before + duty.after + duty.length for duty in duties)


def of(made: Plan, name: str) -> Sequence[Duty]:
    """Return somebody's duties."""
    return [duty for duty in made.duties if duty.person == name]


@breaks(Rule.OVERTIME_WEEK)
def has_overtime_beyond_the_week(given, made):
    # The plan is one week from Monday.
    yield from tightened(given, made, "overtime_week", lambda name: sum(duty.overtime for duty in of(made, name)))


@breaks(Rule.OVERTIME_MONTH)
def has_overtime_beyond_the_month(given, made):
    # It begins on the second of March, so that of the days before only the last one is in the month.
    def total(name):
        before = sum(day.overtime for day in given.person[name].history if day.day == -1)
        return before + sum(duty.overtime for duty in of(made, name))

    yield from tightened(given, made, "overtime_month", total)


@breaks(Rule.WEEK_HOURS)
def works_too_long_a_week(given, made):
    yield from tightened(given, made, "week_hours", lambda name: worked(of(made, name)))


@breaks(Rule.AVERAGE_HOURS)
def works_too_long_on_average(given, made):
    # The average is of this week and the three before, rounded down to a whole number of seconds.
    def mean(name):
        before = sum(day.worked for day in given.person[name].history if day.day >= -21)
        return (before + worked(of(made, name))) // 4

    yield from tightened(given, made, "average_hours", mean)


@breaks(Rule.COVERAGE)
def the_last_who_covers_stays_away(given, made):
    # There are no more than are wanted; and he could be there, since he is by a shift that he may be asked for.
    for wanted in given.coverage:
        for start, _ in wanted.windows:
            there = [
                duty
                for duty in made.duties
                if any(a <= start < b for a, b in duty.windows)
                and given.person[duty.person].level(wanted.skill, start, start + 1)
                and not any(away.start <= start < away.end for away in given.person[duty.person].absences)
            ]
            if len(there) <= wanted.people:
                yield from ((given, without_duty(made, d)) for d in there if any(a <= start < b for a, b in d.hours))


@breaks(Rule.RESERVE)
def fills_the_reserve_by_a_slot(given, made):
    # One person alone has a skill of which as much is kept free as he has free, and a slot.
    for duty in made.duties:
        person = given.person[duty.person]
        gaps = [*person.routines, *((away.start, away.end) for away in person.absences)]
        is_simple = not duty.overtime and not any(a < duty.end and duty.start < b for a, b in gaps)
        pieces = [p for p in made.assignments if duty.person in p.people and duty.start <= p.start < duty.end]
        alone = all(p.crew == (duty.person,) and not p.units and not given.task[p.task].site for p in pieces)
        if is_simple and pieces and alone:
            taken = sum(
                min(p.end, b) - max(p.start, a) for p in pieces for a, b in duty.hours if p.start < b and a < p.end
            )
            able = person.model_copy(update={"holdings": (*person.holdings, Holding(skill="rush"))})
            people = tuple(able if each is person else each for each in given.people)
            kept = Reserve(skill="rush", share=1 - (taken - SLOT) / duty.length)
            yield asked(given, people=people, reserve=(kept,)), made
