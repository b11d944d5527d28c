"""Random weeks: agencies with everything in them, as they stand at a moment, and what a planner adds."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import cache

from random_weeks import agency

import agencysim as ag
from agencysim.domain import Work
from agencysim.planner.assumed.standing import standing
from agencysim.planner.week import DaysOffWanted, JobTerms, Leave, ShiftWanted, Week
from agencysim.plans import Assignment
from agencysim.staff import workforce
from agencysim.values import DAY, HOUR

MOMENTS = (0, round(34.5 * HOUR), 2 * DAY + 12345)


@cache
def a_week(seed):
    """Return an agency, where it stands, and what a planner adds."""
    chance, scenario = random.Random(seed), agency(seed)
    moment = MOMENTS[seed % len(MOMENTS)]
    state = ag.state_at(ag.simulate(scenario, weeks=moment / (7 * DAY)), moment)
    return scenario, state, week_of(chance, scenario, state)


def week_of(chance, scenario, state):
    staff = workforce(scenario, scenario.axis.midnight(21)).staff
    people, units = staff.names[: staff.people], staff.names[staff.people :]
    later = state.time + chance.randrange(1, 3 * DAY)
    day = scenario.axis.date_of(later)
    leave = [
        Leave(who=chance.choice(people), start=later, end=later + chance.randrange(1, DAY), kind="leave"),
        Leave(who=chance.choice(people), start=later, end=scenario.axis.midnight(9), kind="sick"),
        Leave(who=chance.choice(units), start=later, end=later + 7200, kind=chance.choice(["service", "broken"])),
    ]
    return Week(
        leave=tuple(leave[: chance.randrange(4)]),
        days_off=tuple(
            DaysOffWanted(person=who, first=day, last=day + timedelta(days=chance.randrange(3)))
            for who in chance.sample(people, chance.randrange(3))
        ),
        shifts=tuple(ShiftWanted(person=who, shift="late") for who in chance.sample(people, chance.randrange(3))),
        locks=tuple(lock_of(chance, people, units, scenario, state)),
        jobs={job.id: terms for job in state.jobs if (terms := terms_of(chance, scenario, job)) != JobTerms()},
    )


def terms_of(chance, scenario, job):
    stands = standing(scenario, job)
    status = chance.choice([None, "tentative", "confirmed", "released", "done"])
    return JobTerms(
        status=None if status == stands.status else status,
        win_probability=chance.choice([None, 0.25]),
        firm_date=chance.random() < 0.3,
        weight=chance.choice([None, 2.5]),
    )


def lock_of(chance, people, units, scenario, state):
    for job in state.jobs:
        route = scenario.job_types[job.job_type].route
        for visit in job.open:
            if isinstance(route[visit.step], Work) and chance.random() < 0.3:
                start = state.time + chance.randrange(DAY)
                yield Assignment(
                    job=job.id,
                    step=visit.step,
                    attempt=visit.attempt,
                    mode=chance.choice(["", "alone"]),
                    people=tuple(chance.sample(people, 2)),
                    units=tuple(chance.sample(units, 1)),
                    start=start,
                    end=start + chance.randrange(1, DAY),
                    locked=True,
                )
