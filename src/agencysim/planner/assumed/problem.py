"""From a scenario and a state to the problem of a week."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agencysim.arguments import check_kind
from agencysim.errors import AgencySimError, PlanError, StateError
from agencysim.errors import Problem as Fault
from agencysim.language import tr
from agencysim.planner.assumed.journeys import Journey
from agencysim.planner.assumed.people import Rosters, people_of
from agencysim.planner.assumed.span import BEYOND, Span
from agencysim.planner.problem import Absence, Coverage, Limits, Problem, Reserve, Settings, Task, Unit
from agencysim.planner.week import JobTerms, Week
from agencysim.plans import foreign
from agencysim.scenario import Scenario
from agencysim.staff import workforce
from agencysim.state import State
from agencysim.state_fit import problems, renamed
from agencysim.values import DAY, HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from agencysim.domain import WorkingTimeRules
    from agencysim.plans import Assignment, Plan, Window
    from agencysim.values import Duration

MOST_WEEKS = 4


def problem_of(
    scenario: Scenario,
    state: State,
    *,
    weeks: int = 1,
    week: Week = Week(),  # noqa: B008  # it cannot be changed
    tentative: bool = False,
    published: Plan | None = None,
    frozen_until: int | None = None,
) -> Problem:
    """Return what is to be planned: the open jobs of a state, by the scenario's planning assumptions.

    The plan begins at the state's moment and goes to the end of that week, or of so many weeks; a state of a Saturday
    or Sunday is planned for the week that follows.

    Parameters
    ----------
    scenario
        The agency.
    state
        Where it stands.
    weeks
        How many weeks, 1 to 4.
    week
        What a planner adds: leave, wishes, fixed work, and how firm the jobs are.
    tentative
        Whether what depends on a pitch that is not decided is planned, too.
    published, frozen_until
        The plan that people know, and the moment until which it stays as it is.

    Raises
    ------
    AgencySimError
        If there are not 1 to 4 weeks.
    PlanError
        If the planner has fixed work that is not to be planned, or the published plan is of another agency.
    StateError
        If the state cannot be, or does not fit the scenario; all problems at once.
    """
    check_kind("scenario", scenario, Scenario, tr("load it with agencysim.load"))
    check_kind("state", state, State, tr("read it with agencysim.State.read"))
    if not isinstance(weeks, int) or not 1 <= weeks <= MOST_WEEKS:
        raise AgencySimError(tr("{weeks!r} weeks cannot be planned: give 1 to {most}", weeks=weeks, most=MOST_WEEKS))
    _check_published(published, scenario)
    span = _span(scenario, state, weeks)
    state = renamed(state, span.names)
    if wrong := problems(scenario, span.staff, state, span.names):
        raise StateError(wrong)
    limits = limits_of(scenario)
    rosters = Rosters(span, days_off=scenario.planning.days_off and scenario.overtime.policy != "never")
    journeys = [Journey(span, state, job, week.jobs.get(job.id, JobTerms()), tentative=tentative) for job in state.jobs]
    under_way = dict(each for journey in journeys for each in journey.under_way)
    people = people_of(span, state, week, rosters, limits, under_way)
    journeys = [journey for journey in journeys if journey.tasks]
    tasks = tuple(task for journey in journeys for task in journey.tasks)
    return Problem(
        scenario=scenario.name,
        currency=scenario.currency,
        labels=_labels(scenario),
        first_day=scenario.start,
        zone=scenario.zone,
        start=span.start,
        end=span.end,
        grid=int(scenario.planning.grid.seconds),
        days=span.days,
        shifts=rosters.shifts(),
        people=people,
        units=tuple(_units(span, state, week, under_way)),
        jobs=tuple(journey.as_job() for journey in journeys),
        tasks=tasks,
        calendars=_calendars(span, tasks),
        limits=limits,
        coverage=tuple(_coverage(span)),
        reserve=tuple(Reserve(skill=skill, share=share) for skill, share in scenario.planning.reserve.items()),
        settings=_settings(scenario, tentative=tentative),
        locks=tuple(_locks(span, week, journeys)),
        published=published,
        frozen_until=frozen_until,
    )


def _check_published(published: Plan | None, scenario: Scenario) -> None:
    """Refuse a published plan of another agency, of which nothing could stay."""
    wrong = published and foreign(published, scenario.name, tr("as published, give a plan of this agency"))
    if wrong:
        raise PlanError([wrong])


def _span(scenario: Scenario, state: State, weeks: int) -> Span:
    axis, grid = scenario.axis, int(scenario.planning.grid.seconds)
    day = axis.midnight(axis.day_of(state.time))
    start = day - (day - state.time) // grid * grid
    date = axis.date_of(start)
    monday = date - timedelta(days=date.weekday())
    end = axis.seconds(monday + timedelta(weeks=weeks + (date.weekday() >= 5)))
    planned = axis.midnight(scenario.weeks * 7)
    hours, staff = workforce(scenario, max(end, planned) + 26 * 7 * DAY)
    return Span(scenario, hours, staff, state.time, start, end)


def _labels(scenario: Scenario) -> dict[str, str]:
    """Return the names of departments, posts and skills in the agency's language."""
    departments = {name: each.label for name, each in scenario.departments.items() if each.label}
    roles = {name: role.label for name, role in scenario.roles.items() if role.label}
    return departments | roles | {name: skill.label for name, skill in scenario.skills.items() if skill.label}


def _coverage(span: Span) -> Iterator[Coverage]:
    for each in span.scenario.planning.coverage:
        always = ((span.start, span.end),)
        windows = always if each.calendar == "always" else span.within(span.hours.named(each.calendar))
        yield Coverage(skill=each.skill, people=each.people, windows=windows)


def _settings(scenario: Scenario, *, tentative: bool) -> Settings:
    planning, overtime = scenario.planning, scenario.overtime
    return Settings(
        minimum_piece=int(planning.minimum_piece.seconds),
        overtime_granule=int(overtime.granule.seconds),
        overtime_rates={
            "workday": overtime.rates.workday,
            "rest_day": overtime.rates.rest_day,
            "holiday": overtime.rates.holiday,
        },
        overtime_first=planning.overtime_first,
        tentative=tentative,
        postponed_hour=planning.postponed_hour,
        relax=planning.relax,
    )


def _locks(span: Span, week: Week, journeys: Sequence[Journey]) -> Iterator[Assignment]:
    """Yield work that is fixed: what the planner says, and what goes on when the plan begins.

    Raises
    ------
    PlanError
        If the planner fixes work that is not to be planned.
    """
    fixed = [lock for lock in week.locks if span.start <= lock.start < span.end]
    said = {lock.task for lock in fixed}
    there = {task.id for journey in journeys for task in journey.tasks}
    remedy = tr("leave the lock out, or see to where the job stands")
    wrong = [tr("{task} is fixed, but is not to be planned", task=task) for task in sorted(said - there)]
    if wrong:
        raise PlanError([Fault(what, remedy, "locks") for what in wrong])
    for journey in journeys:
        yield from (lock for lock in journey.locks() if lock.task not in said)
    yield from fixed


def _units(span: Span, state: State, week: Week, under_way: Mapping[int, int]) -> Iterator[Unit]:
    staff, scenario = span.staff, span.scenario
    broken = {away.resource: away for away in state.away}
    for index in range(staff.people, len(staff.names)):
        name, kind, calendar = staff.names[index], staff.groups[index], staff.calendars[index]
        spec = scenario.equipment.get(kind) or scenario.vehicles[kind]
        away = [(a.start, a.until, "broken") for a in ([broken[name]] if name in broken else [])]
        away += [
            (leave.start, leave.end, leave.kind)
            for leave in week.leave_of(name)
            if span.touches(leave.start, leave.end)
        ]
        away += [(span.start, under_way[index], "under_way")] if under_way.get(index, 0) > span.start else []
        yield Unit(
            name=name,
            kind=kind,
            label=spec.label,
            hours=None if calendar is None else span.within(calendar),
            absences=tuple(Absence.model_validate({"start": a, "end": b, "kind": kind}) for a, b, kind in away),
            cost_per_hour=spec.cost_per_hour,
            hired=spec.hired,
        )


def _calendars(span: Span, tasks: Iterable[Task]) -> dict[str, tuple[Window, ...]]:
    """Return the hours of all sites, clients and other firms that the tasks name."""
    names = set()
    for task in tasks:
        names |= {task.site, *(lag.calendar for after in task.after for lag in after.lags)}
        names |= {task.outside.calendar} if task.outside else set()
    return {name: span.within(span.hours.named(name), beyond=BEYOND) for name in sorted(names - {""})}


def limits_of(scenario: Scenario) -> Limits:
    """Return the limits that a plan keeps: those of the overtime policy, and of one set of working-time rules."""
    overtime, name = scenario.overtime, scenario.planning.rules or scenario.working_time.overtime_from
    rules = scenario.working_time.named(name) if name else None
    never = overtime.policy == "never"
    return Limits(
        overtime_early=0 if never else int(scenario.planning.overtime_early.seconds),
        overtime_late=0 if never else int(overtime.max_day.seconds),
        overtime_day=_least(overtime.max_day, rules.overtime_day if rules else None),
        overtime_month=_least(overtime.max_month, rules.overtime_month if rules else None),
        **_of_rules(rules),
    )


def _least(one: Duration, other: Duration | None) -> int:
    return int(one.seconds if other is None else min(one.seconds, other.seconds))


def _of_rules(rules: WorkingTimeRules | None) -> dict[str, int | bool | None]:
    if rules is None:
        return {}
    return {
        "average_hours": None if rules.average_week is None else int(rules.average_week * HOUR),
        "average_weeks": min(52, rules.average_weeks),
        "average_counts_overtime": rules.average_counts_overtime,
        "daily_rest": None if rules.daily_rest is None else int(rules.daily_rest.seconds),
        "rest_days": min(6, max(rules.rest_days, int(rules.weekly_rest is not None))),
    }
