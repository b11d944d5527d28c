"""Realistic problems by the number: the week of a signage agency of any size, every feature of the planner in use.

The same size, load and seed give the same problem for ever; planners are compared on them.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from immutabledict import immutabledict

from agencysim.planner.problem import (
    Absence,
    After,
    Coverage,
    DayWorked,
    Holding,
    Job,
    Limits,
    Mode,
    Outside,
    Person,
    PersonDay,
    Place,
    Problem,
    ProblemDay,
    Reserve,
    Settings,
    Shift,
    Task,
    Unit,
)
from agencysim.plans import Assignment
from agencysim.values import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.plans import Window

Size = Literal["S", "M", "L", "XL"]

SIZES: dict[Size, tuple[int, int]] = {"S": (8, 50), "M": (30, 200), "L": (120, 1000), "XL": (300, 3000)}
"""People and tasks of each size."""

GRID = 15 * MINUTE
MONDAY = date(2026, 3, 2)

SHIFTS: dict[str, tuple[tuple[float, float], ...]] = {
    "day": ((8.5, 12), (13.5, 18)),
    "early": ((7, 11), (11.5, 15.5)),
    "late": ((13, 17), (17.5, 21.5)),
    "night": ((22, 26), (26.5, 30)),
    "half": ((8.5, 12.5),),
}
"""Hours of each shift, from midnight of the day on which it begins."""


class _Role(NamedTuple):
    """A kind of people: its share of all, wages an hour, own skill, and what some of them can do besides."""

    share: float
    wages: tuple[float, float]
    skill: str
    besides: dict[str, float]


ROLES = (
    _Role(0.12, (40, 60), "account", {"reception": 0.8, "copy": 0.3}),
    _Role(0.24, (45, 75), "design", {"copy": 0.3, "review": 0.25, "prepress": 0.3}),
    _Role(0.08, (35, 45), "prepress", {"design": 0.3, "print": 0.5}),
    _Role(0.12, (30, 42), "print", {"prepress": 0.4, "fabricate": 0.3}),
    _Role(0.18, (32, 48), "fabricate", {"print": 0.2, "install": 0.3}),
    _Role(0.26, (34, 50), "install", {"lead": 0.45, "drive": 0.6, "high": 0.5, "fabricate": 0.2}),
)
"""Everybody in the agency, by what he mainly does."""


class _Step(NamedTuple):
    """A step of a kind of job: its hours are scaled to the load."""

    name: str
    skill: str
    hours: tuple[float, float]
    splittable: bool = True
    lag: float = 0.0
    lag_calendar: str = ""


_BRIEF = _Step("brief", "account", (0.5, 1.5), splittable=False)
_COPY = _Step("copy", "copy", (1, 3))
_DESIGN = _Step("design", "design", (2, 9))
_REVIEW = _Step("review", "review", (0.25, 1), splittable=False)
_PREPRESS = _Step("prepress", "prepress", (0.5, 2.5), lag=6, lag_calendar="office")
_PRINT = _Step("print", "print", (1, 3.5), splittable=False)
_FABRICATE = _Step("fabricate", "fabricate", (3, 9), lag=3)
_PACK = _Step("pack", "fabricate", (0.5, 1), splittable=False)
_INSTALL = _Step("install", "install", (1.5, 5), splittable=False)
_ASSEMBLE = _Step("assemble", "install", (6, 12))
_HANDOVER = _Step("handover", "account", (0.5, 1), splittable=False)

ROUTES: dict[str, tuple[float, tuple[_Step, ...]]] = {
    "sign": (0.35, (_BRIEF, _DESIGN, _REVIEW, _PREPRESS, _PRINT, _FABRICATE, _PACK, _INSTALL, _HANDOVER)),
    "fascia": (0.15, (_BRIEF, _COPY, _DESIGN, _REVIEW, _PREPRESS, _FABRICATE, _PACK, _ASSEMBLE, _HANDOVER)),
    "banner": (0.25, (_DESIGN, _PREPRESS, _PRINT, _INSTALL)),
    "leaflet": (0.15, (_COPY, _DESIGN, _REVIEW, _PRINT)),
    "call": (0.10, (_INSTALL, _HANDOVER)),
}
"""How often each kind of job occurs, and its steps."""


def instance(size: Size, load: float = 0.85, seed: int = 1) -> Problem:
    """Return a problem.

    Parameters
    ----------
    size
        ``S`` (8 people, 50 tasks), ``M`` (30, 200), ``L`` (120, 1000) or ``XL`` (300, 3000).
    load
        Work as a share of what people can do in regular hours, for each of the roles.
    seed
        Which one of the many.
    """
    people, tasks = SIZES[size]
    return sized(people, tasks, load=load, seed=seed)


def sized(people: int, tasks: int, *, load: float = 0.85, seed: int = 1) -> Problem:
    """Return a problem of any size.

    Parameters
    ----------
    people, tasks
        How many; at least 6 people.
    load, seed
        As for `instance`.
    """
    return _Maker(people, tasks, load, seed).problem()


class _Maker:
    def __init__(self, people: int, tasks: int, load: float, seed: int) -> None:
        self.rng = np.random.Generator(np.random.Philox(zlib.crc32(f"{people} {tasks} {load} {seed}".encode())))
        self.load = load
        self.name = f"week {people}-{tasks}-{round(load * 100)}-{seed}"
        self.start, self.end = 0, 7 * DAY
        self.roles = self._roles(people)
        self.people = [self._person(n, role) for n, role in enumerate(self.roles)]
        self.count = tasks
        self.jobs: list[Job] = []
        self.tasks: list[Task] = []
        self.locks: list[Assignment] = []

    # -- chance ------------------------------------------------------------------------------------------------

    def happens(self, chance: float) -> bool:
        return bool(self.rng.random() < chance)

    def between(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def one_of(self, things: Iterable[str], weights: Iterable[float] | None = None) -> str:
        things = list(things)
        chances = None if weights is None else np.array(list(weights)) / sum(weights)
        return things[int(self.rng.choice(len(things), p=chances))]

    # -- people ------------------------------------------------------------------------------------------------

    def _roles(self, people: int) -> list[_Role]:
        counts = [max(1, round(role.share * people)) for role in ROLES]
        while sum(counts) != people:
            step = 1 if sum(counts) < people else -1
            most = max(range(len(ROLES)), key=lambda n: step * (ROLES[n].share * people - counts[n]))
            counts[most] += step
        return [role for role, count in zip(ROLES, counts, strict=True) for _ in range(count)]

    def _person(self, n: int, role: _Role) -> Person:
        first = role.skill not in {r.skill for r in self.roles[:n]}
        holdings = [Holding(skill=role.skill, level=round(self.between(0.8, 1.25), 1))]
        for skill, chance in role.besides.items():
            # The first of each role can do everything, so that nothing is impossible from the start.
            if first or self.happens(chance):
                until = int(self.between(1, 7)) * DAY if skill == "high" and not first and self.happens(0.2) else None
                level = 1.0 if skill in {"lead", "drive", "high", "reception"} else round(self.between(0.6, 1.0), 1)
                holdings.append(Holding(skill=skill, level=level, until=until))
        return Person(
            name=f"{role.skill}.{n + 1}",
            group=role.skill,
            department=role.skill,
            wage=round(self.between(*role.wages)),
            holdings=tuple(holdings),
            days=self._days(role),
            absences=self._absences(first=first),
            routines=self._routines(role),
            history=self._history(),
            days_off_wanted=(int(self.between(0, 7)),) if self.happens(0.15) else (),
            shifts_wanted=("day",) if self.happens(0.2) else (),
        )

    def _days(self, role: _Role) -> tuple[PersonDay, ...]:
        weekday = PersonDay(shifts=("day", "early", "late", "night") if role.skill == "install" else ("day", "late"))
        if role.skill in {"print", "fabricate"}:
            weekday = PersonDay(shifts=("early", "late") if self.happens(0.4) else ("day", "early"))
        saturday = PersonDay(shifts=("half", "day"), rostered=False, pay="rest_day")
        return (weekday,) * 5 + (saturday, PersonDay(shifts=("day",), rostered=False, pay="rest_day"))

    def _absences(self, *, first: bool) -> tuple[Absence, ...]:
        day = int(self.between(0, 5)) * DAY
        if first or not self.happens(0.12):
            return ()
        if self.happens(0.5):
            return (Absence(start=day, end=day + DAY),)
        noon = day + round(12.75 * HOUR)
        return (Absence(start=noon, end=day + DAY),) if self.happens(0.5) else (Absence(start=day, end=noon),)

    def _routines(self, role: _Role) -> tuple[Window, ...]:
        if role.skill in {"account", "design"}:
            return tuple((day * DAY + 9 * HOUR, day * DAY + round(9.5 * HOUR)) for day in (0, 2, 4))
        return ((8 * HOUR + 30 * MINUTE, 9 * HOUR),)

    def _history(self) -> tuple[DayWorked, ...]:
        days = []
        saturday = self.happens(0.15)
        for day in range(-28, 0):
            if day % 7 < 5 or (day == -2 and saturday):
                overtime = 2 * HOUR if self.happens(0.12) else 0
                extra = 4 * HOUR if day % 7 == 5 else 0
                worked = (extra or 8 * HOUR) + overtime
                end = day * DAY + 18 * HOUR + overtime
                days.append(DayWorked(day=day, worked=worked, overtime=overtime + extra, end=end))
        return tuple(days)

    # -- work --------------------------------------------------------------------------------------------------

    def problem(self) -> Problem:
        drafts = self._drafts()
        scale = self._scale([step for _, _, steps in drafts for step in steps])
        for name, kind, steps in drafts:
            self._job(name, kind, steps, scale)
        return Problem(
            scenario=self.name,
            currency="CNY",
            first_day=MONDAY,
            zone="Asia/Shanghai",
            start=self.start,
            end=self.end,
            grid=GRID,
            days=tuple(
                ProblemDay(number=n, date=date.fromordinal(MONDAY.toordinal() + n), start=n * DAY, end=(n + 1) * DAY)
                for n in range(7)
            ),
            shifts={name: self._shift(name, hours) for name, hours in SHIFTS.items()},
            people=tuple(self.people),
            units=self._units(),
            jobs=tuple(self.jobs),
            tasks=tuple(self.tasks),
            calendars=self._calendars(),
            limits=Limits(
                overtime_late=3 * HOUR,
                overtime_early=1 * HOUR,
                overtime_day=3 * HOUR,
                overtime_week=12 * HOUR,
                overtime_month=36 * HOUR,
                week_hours=56 * HOUR,
                average_hours=52 * HOUR,
                average_weeks=4,
                daily_rest=10 * HOUR,
                rest_days=1,
                days_in_row=6,
            ),
            coverage=self._coverage(),
            reserve=(Reserve(skill="lead", share=0.05),),
            settings=Settings(),
            locks=tuple(self.locks),
        )

    def _drafts(self) -> list[tuple[str, str, list[_Step]]]:
        """Return jobs with the steps that are left, as many as there are to be tasks."""
        drafts: list[tuple[str, str, list[_Step]]] = []
        left = self.count
        while left:
            kind = self.one_of(ROUTES, [share for share, _ in ROUTES.values()])
            steps = list(ROUTES[kind][1])
            steps = steps[int(self.between(0, 0.8 * len(steps))) :][:left]
            drafts.append((f"J{len(drafts) + 1:04d}", kind, steps))
            left -= len(steps)
        return drafts

    def _scale(self, steps: list[_Step]) -> dict[str, float]:
        """Return by what the hours of each skill are to be multiplied so that its people have the load."""
        wanted: dict[str, float] = defaultdict(float)
        for step in steps:
            wanted[_group(step.skill)] += sum(step.hours) / 2 * _hands(step)
        there: dict[str, float] = defaultdict(float)
        for role in self.roles:
            there[role.skill] += 38.0
        return {group: min(2.5, self.load * there[group] / hours) for group, hours in wanted.items()}

    def _job(self, name: str, kind: str, steps: list[_Step], scale: dict[str, float]) -> None:
        release = round(self.between(0, 2.5) * 4) * 6 * HOUR if self.happens(0.3) else 0
        tentative = self.happens(0.04)
        work = sum(sum(step.hours) / 2 * min(1.5, scale[_group(step.skill)]) + step.lag for step in steps)
        days = release / DAY + work / 8.0 * self.between(1.1, 2.2) + self.between(0.3, 1.5)
        due_day = min(11, int(days))
        due = due_day * DAY + 18 * HOUR
        hard = self.happens(0.06)
        self.jobs.append(
            Job(
                id=name,
                job_type=kind,
                client=f"C{int(self.between(1, 40)):02d}",
                due=due,
                deadline=due + 2 * DAY if hard else None,
                weight=float(self.one_of("1124")) * 1.0,
                tail=4 * HOUR if steps[-1].name in {"print", "handover"} and self.happens(0.3) else 0,
                value=round(self.between(1, 60)) * 1000.0,
                win_probability=round(self.between(0.2, 0.8), 1) if tentative else None,
            )
        )
        before: _Step | None = None
        for step in steps:
            task = self._task(name, kind, step, before, scale, release)
            if step is _HANDOVER and _BRIEF in steps:
                task = task.model_copy(update={"same_people_as": After(step=_BRIEF.name)})
            self.tasks.append(task)
            before = step
        if not release and not tentative and self.happens(0.1):
            self._begin(self.tasks[-len(steps)])

    def _task(
        self, job: str, kind: str, step: _Step, before: _Step | None, scale: dict[str, float], release: int
    ) -> Task:
        content = max(1, round(self.between(*step.hours) * scale[_group(step.skill)] * HOUR / GRID)) * GRID
        splittable = step.splittable or content > 6 * HOUR
        on_site = step.skill == "install"
        night = kind == "fascia" and on_site and self.happens(0.4)
        after: tuple[After, ...] = ()
        if before is not None:
            lag = round(step.lag * HOUR / GRID) * GRID
            after = (After(step=before.name, lag=lag, calendar=step.lag_calendar),)
        return Task(
            job=job,
            step=step.name,
            stage=step.skill,
            modes=self._modes(step, content),
            outside=self._outside(step, content),
            splittable=splittable,
            site=("night" if night else self.one_of(("", "mall", "street"))) if on_site else "",
            place=f"site {int(self.between(1, 60))}" if on_site else "",
            loading=int(self.between(0, 3)) * GRID if on_site else 0,
            travel=int(self.between(1, 5)) * GRID if on_site else 0,
            release=release,
            after=after,
        )

    def _modes(self, step: _Step, content: int) -> tuple[Mode, ...]:
        if step.skill == "install":
            crew = [Place(skill="lead", lead=True), Place(skill="install"), Place(skill="drive", shared=True)]
            if step.name == "assemble":
                crew.append(Place(skill="high", shared=True))
                small = Mode(name="small", crew=(crew[0], crew[2], crew[3]), content=2 * content, units={"van": 1})
                lift = {"van": 1, "lift": 1} if self.happens(0.3) else {"van": 1}
                return (Mode(crew=tuple(crew), content=content, units=lift), small)
            return (Mode(crew=tuple(crew), content=content, units={"van": 1}),)
        units = {"printer": 1} if step.skill == "print" else {}
        if step.name == "fabricate" and self.happens(0.4):
            two = Mode(crew=(Place(skill="fabricate", count=2),), content=content, per="person")
            return (two, Mode(name="alone", crew=(Place(skill="fabricate"),), content=content))
        return (Mode(crew=(Place(skill=step.skill),), content=content, units=immutabledict(units)),)

    def _outside(self, step: _Step, content: int) -> Outside | None:
        if step.name not in {"print", "fabricate", "copy"} or not self.happens(0.35):
            return None
        price = round(content / HOUR * self.between(150, 300))
        return Outside(price=float(price), delay=int(self.between(8, 24)) * HOUR, calendar="office")

    def _begin(self, task: Task) -> None:
        """Let a task have been begun: whoever is at it goes on; some are at it for certain this morning."""
        mode = task.modes[0]
        if len(mode.places) != 1 or mode.units:
            return
        skill = mode.places[0].skill
        able = [p for p in self.people if p.level(skill, 0, 7 * DAY) and not p.absences and p.group == skill]
        taken = {name for lock in self.locks for name in lock.people}
        able = [p for p in able if p.name not in taken]
        if not able:
            return
        person = able[int(self.between(0, len(able)))]
        content = max(GRID, mode.content // 2 // GRID * GRID)
        begun = mode.model_copy(update={"crew": (Place(skill=skill, only=(person.name,)),), "content": content})
        self.tasks[self.tasks.index(task)] = task.model_copy(update={"modes": (begun,)})
        shift = SHIFTS[person.days[0].shifts[0]][0]
        start = max(round(shift[0] * HOUR), 9 * HOUR + 30 * MINUTE)
        seconds = begun.seconds(person.level(skill, 0, DAY) or 1.0, GRID)
        if self.happens(0.4) and task.outside is None and start + seconds <= shift[1] * HOUR:
            job, step, attempt = task.id
            self.locks.append(
                Assignment(
                    job=job,
                    step=step,
                    attempt=attempt,
                    people=(person.name,),
                    start=start,
                    end=start + seconds,
                    locked=True,
                )
            )

    # -- things ------------------------------------------------------------------------------------------------

    def _units(self) -> tuple[Unit, ...]:
        many = len(self.people)
        units = [Unit(name=f"van.{n + 1}", kind="van", cost_per_hour=12) for n in range(max(1, round(many * 0.085)))]
        units.append(Unit(name="van.hired", kind="van", cost_per_hour=45, hired=True))
        units += [Unit(name=f"lift.{n + 1}", kind="lift", cost_per_hour=60) for n in range(max(1, many // 60))]
        for n in range(max(1, round(many * 0.07))):
            day = int(self.between(0, 5)) * DAY
            service = (Absence(start=day + 13 * HOUR, end=day + 15 * HOUR, kind="service"),) if n % 3 == 0 else ()
            units.append(Unit(name=f"printer.{n + 1}", kind="printer", absences=service, cost_per_hour=8))
        return tuple(units)

    def _calendars(self) -> dict[str, tuple[Window, ...]]:
        days = range(21)
        working = [day for day in days if day % 7 < 5]
        return {
            "office": tuple((d * DAY + 9 * HOUR, d * DAY + 17 * HOUR) for d in working),
            "mall": tuple((d * DAY + 9 * HOUR, d * DAY + 21 * HOUR) for d in days),
            "street": tuple((d * DAY + 7 * HOUR, d * DAY + 17 * HOUR) for d in working),
            "night": tuple((d * DAY + 22 * HOUR, d * DAY + 30 * HOUR) for d in days),
        }

    def _shift(self, name: str, hours: tuple[tuple[float, float], ...]) -> Shift:
        return Shift(
            hours=tuple(
                tuple((round(d * DAY + a * HOUR), round(d * DAY + b * HOUR)) for a, b in hours) for d in range(7)
            ),
            unpopular=name in {"late", "night"},
        )

    def _coverage(self) -> tuple[Coverage, ...]:
        hours = ((9, 12), (13.5, 17))
        office = tuple((d * DAY + round(a * HOUR), d * DAY + b * HOUR) for d in range(5) for a, b in hours)
        evening = tuple((d * DAY + 18 * HOUR, d * DAY + 20 * HOUR) for d in range(5))
        return (
            Coverage(skill="reception", people=1, windows=office),
            Coverage(skill="lead", people=1 if len(self.people) < 60 else 2, windows=evening),
        )


def _group(skill: str) -> str:
    """Return the role whose people mainly do what takes a skill."""
    return {"copy": "design", "review": "design"}.get(skill, skill)


def _hands(step: _Step) -> float:
    """Return how many people of the role a step takes on average, the way there and back included."""
    return 2.6 if step.skill == "install" else 1.0
