"""The simulator follows a plan, and means the same by it as the planner."""

import random
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from logs import differences, joined, whole
from random_weeks import agency
from scripted import agency as scripted_agency
from scripted import away, work

import agencysim as ag
from agencysim.planner import problem_of, verify
from agencysim.planner.construct import construct
from agencysim.plans import Assignment, Duty, Plan, Unplanned
from agencysim.values import DAY, HOUR

SHOP = Path(__file__).parents[2] / "scenarios" / "small_sign_shop.yaml"
MOMENTS = {"Monday": 0, "Tuesday at half past ten": round(34.5 * HOUR), "Wednesday": 2 * DAY}


def planned_week(scenario, moment):
    """Return the problem, the plan and the simulated week of an agency as it stands at a moment."""
    state = ag.state_at(ag.simulate(scenario, weeks=moment / (7 * DAY)), moment)
    problem = problem_of(scenario, state)
    plan = construct(problem)
    return problem, plan, ag.simulate(scenario, weeks=2, state=state, plan=plan)


def done_in(log, plan):
    """Return the pieces of work of each task as they were done from the start of the plan on."""
    rows = log.tasks.filter((pl.col("kind") == "work") & pl.col("start").is_not_null())
    found = {}
    for row in rows.sort("part").iter_rows(named=True):
        if row["end"] is None or row["end"] > plan.start:
            start = max(row["start"], plan.start)
            piece = (start, row["end"], set(row["people"]), set(row["units"]), row["status"] == "outsourced")
            found.setdefault((row["job"], row["step"], row["attempt"]), []).append(piece)
    return found


def as_planned(plan):
    return {
        task: [(p.start, p.end, set(p.crew), set(p.units), p.outside) for p in pieces]
        for task, pieces in plan.pieces().items()
    }


SEEN = Counter()


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("first", range(0, 120, 20))
def test_without_chance_the_simulated_week_is_the_planned_week_to_the_second(first, moment):
    for seed in range(first, first + 20):
        problem, plan, log = planned_week(agency(seed), MOMENTS[moment])
        assert [v for v in verify(problem, plan) if not v.locked and v.rule != "coverage"] == []
        done = done_in(log, plan)
        for task, pieces in as_planned(plan).items():
            assert done.get(task, [])[: len(pieces)] == pieces, (seed, task)
        _see(problem, plan)


def _see(problem, plan):
    """Count what the plans are about, so that no feature is left out unseen."""
    for piece in plan.assignments:
        task = problem.task[piece.task]
        SEEN["outside"] += piece.outside
        SEEN["another way"] += bool(piece.mode)
        SEEN["going on"] += piece.locked
        SEEN["travel"] += bool(task.travel and not piece.outside)
        SEEN["site"] += bool(task.site)
        SEEN["crew"] += len(piece.crew) > 1
        SEEN["two places"] += len(piece.people) > len(piece.crew)
        SEEN["same people"] += task.same_people_as is not None
        SEEN["units"] += len(piece.units) > 1
        SEEN["again"] += piece.attempt > 1
    SEEN["split"] += sum(len(pieces) > 1 for pieces in plan.pieces().values())
    SEEN["in part"] += sum(each.task in plan.pieces() for each in plan.unplanned)
    for duty in plan.duties:
        SEEN["overtime after"] += bool(duty.after)
        SEEN["overtime before"] += bool(duty.before)
        SEEN["day off"] += not duty.rostered
        SEEN["night"] += duty.shift == "night"


def test_the_random_weeks_have_every_feature():
    if not SEEN:
        pytest.skip("the weeks were not planned in this process")
    few = {what: count for what, count in SEEN.items() if count < 3}
    assert not few, SEEN


# -- a run that is cut while it follows a plan ---------------------------------------------------------------


@pytest.mark.parametrize("first", range(200, 220, 5))
def test_a_run_that_is_cut_in_the_middle_of_a_plan_goes_on_as_if_it_had_not_been(first):
    for seed in range(first, first + 5):
        scenario, chance = agency(seed), random.Random(seed)
        state = ag.state_at(ag.simulate(scenario, weeks=0), 0)
        plan = construct(problem_of(scenario, state))
        log = ag.simulate(scenario, weeks=2, state=state, plan=plan)
        edges = [moment for piece in plan.assignments for moment in (piece.start, piece.end)]
        for cut in (chance.randrange(7 * DAY), chance.randrange(7 * DAY), chance.choice(edges)):
            early = ag.simulate(scenario, weeks=cut / (7 * DAY), state=state, plan=plan)
            then = ag.simulate(scenario, weeks=2, state=ag.state_at(early, cut), plan=plan)
            assert differences(whole(log), joined(early, then)) == {}, (seed, cut)


@pytest.mark.parametrize("cut", [9.75, 10, 13, 30])
def test_it_goes_on_with_sickness_too(monkeypatch, cut):
    away(monkeypatch, ("ann", "mon 09:30", "tue 10:00"))
    scenario = shop({"make": work("a", "6h"), "pack": work("a", "2h")}, two("a"), jobs=3)
    plan = construct(problem_of(scenario, ag.state_at(ag.simulate(scenario, weeks=0), 0)))
    log = ag.simulate(scenario, weeks=1, plan=plan)
    moment = round(cut * HOUR)
    early = ag.simulate(scenario, weeks=moment / (7 * DAY), plan=plan)
    then = ag.simulate(scenario, weeks=1, state=ag.state_at(early, moment), plan=plan)
    assert differences(whole(log), joined(early, then)) == {}


# -- what the plan does not know -------------------------------------------------------------------------------

MONDAY = "2026-03-02"
HOURS = ((8 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR))
FORENOON = "08:00-12:00"
J, K = "job-start.1", "job-start.2"


def shop(route, people, **others):
    calendars = {"day": {"week": {"mon-fri": [FORENOON, "13:00-17:00"]}}, "late": {"week": {"mon-fri": "13:00-21:00"}}}
    return scripted_agency(route, people=people, calendars=calendars, calendar="day", start=MONDAY, **others)


def two(skill):
    return {name: {"skills": {skill: 1}} for name in ("ann", "bob")}


def piece(step, people, start, end, *, job=J, **others):
    """Return planned work; hours count from Monday's midnight."""
    return Assignment(
        job=job,
        step=step,
        people=tuple(people.split()),
        start=round(start * HOUR),
        end=round(end * HOUR),
        **others,
    )


def duty(person, day=0, shift="day", hours=HOURS, **others):
    moved = tuple((start + day * DAY, end + day * DAY) for start, end in hours)
    return Duty(person=person, day=day, shift=shift, hours=moved, **others)


def followed(scenario, *pieces, duties=None, days=7, weeks=1, unplanned=(), **how):
    """Return the log of a run that follows a plan; everybody works his usual shifts unless duties are given."""
    if duties is None:
        duties = tuple(duty(name, day) for name in scenario.people for day in range(min(days, 5)))
    left = tuple(Unplanned(job=job, step=step) for job, step in unplanned)
    plan = Plan(scenario="x", start=0, end=days * DAY, assignments=pieces, duties=duties, unplanned=left)
    return ag.simulate(scenario, weeks=weeks, plan=plan, **how)


def done(log, *columns):
    """Return the work that was begun as (job, who, from, to), in hours from Monday's midnight."""
    rows = log.tasks.filter(pl.col("start").is_not_null()).sort("start", "job", "step").iter_rows(named=True)
    return [
        (
            row["job"].rpartition(".")[2],
            " ".join(row["people"]),
            row["start"] / HOUR,
            row["end"] / HOUR,
            *map(row.get, columns),
        )
        for row in rows
    ]


def test_nothing_begins_before_its_planned_time():
    log = followed(shop({"make": work("a", "1h")}, {"ann": {"skills": {"a": 1}}}), piece("make", "ann", 10, 11))
    assert done(log) == [("1", "ann", 10, 11)]


def test_planned_work_is_done_in_planned_order_even_if_it_takes_longer():
    scenario = shop({"make": work("a", "3h")}, {"ann": {"skills": {"a": 1}}}, jobs=2)
    log = followed(scenario, piece("make", "ann", 8, 9, job=K), piece("make", "ann", 9, 10))
    assert done(log) == [("2", "ann", 8, 11), ("1", "ann", 11, 15)]


def test_unplanned_work_is_done_only_where_it_fits_before_what_is_planned():
    scenario = shop({"make": work("a", "2h")}, {"ann": {"skills": {"a": 1}}}, jobs=3)
    assert done(followed(scenario, piece("make", "ann", 10, 12, job=K)))[:3] == [
        ("1", "ann", 8, 10),
        ("2", "ann", 10, 12),
        ("3", "ann", 13, 15),
    ]
    assert done(followed(scenario, piece("make", "ann", 9.5, 11.5, job=K)))[:2] == [
        ("2", "ann", 9.5, 11.5),
        ("1", "ann", 11.5, 14.5),  # it pauses over noon, there being nothing else to do afterwards
    ]


def test_people_wait_for_planned_work_that_is_late_but_not_for_long():
    route = {"ask": {"kind": "wait", "delay": "11h", "calendar": "always"}, "make": work("a", "4h")}
    job = {"demand": {"at_start": 1}, "route": {"file": work("a", "3h")}}
    scenario = shop(route, {"ann": {"skills": {"a": 1}}}, job_types={"other": job})
    log = followed(scenario, piece("make", "ann", 9, 14))
    rows = log.tasks.filter(pl.col("kind") == "work").sort("start").select("step", "start", "end").rows()
    # Until half past nine she might still have to begin it; then she does what else there is.
    assert rows == [
        ("file", round(9.5 * HOUR), round(13.5 * HOUR)),
        ("make", round(13.5 * HOUR), DAY + round(8.5 * HOUR)),
    ]


def test_the_work_of_somebody_sick_goes_to_others_after_half_an_hour(monkeypatch):
    away(monkeypatch, ("ann", "mon 08:00", "tue 08:00"))
    log = followed(shop({"make": work("a", "2h")}, two("a")), piece("make", "ann", 9, 11))
    assert done(log) == [("1", "bob", 9.5, 11.5)]


def test_the_work_of_somebody_sick_goes_only_to_those_who_have_time_for_it(monkeypatch):
    away(monkeypatch, ("ann", "mon 08:00", "wed 08:00"))
    scenario = shop({"make": work("a", "2h")}, two("a"), jobs=2)
    log = followed(scenario, piece("make", "ann", 9, 11), piece("make", "bob", 10, 12, job=K))
    assert done(log) == [("2", "bob", 10, 12), ("1", "bob", 13, 15)]


def test_whoever_comes_back_does_what_is_still_his(monkeypatch):
    away(monkeypatch, ("ann", "mon 08:00", "mon 13:00"))
    scenario = shop({"make": work("a", "4h")}, two("a"), jobs=2)
    log = followed(scenario, piece("make", "ann", 9, 14), piece("make", "bob", 10, 15, job=K))
    assert done(log) == [("2", "bob", 10, 15), ("1", "ann", 13, 17)]


def test_what_is_planned_another_way_is_done_that_way():
    step = work({"a": 2}, "2h", alternatives={"alone": {"crew": "a", "slower": 2}})
    log = followed(shop({"make": step}, two("a")), piece("make", "bob", 8, 12, mode="alone"))
    assert done(log, "pace") == [("1", "bob", 8, 12, 0.5)]


def test_planned_pieces_are_done_piece_by_piece_and_other_work_in_between():
    scenario = shop({"make": work("a", "4h")}, {"ann": {"skills": {"a": 1}}}, jobs=2)
    log = followed(
        scenario,
        piece("make", "ann", 8, 10),
        piece("make", "ann", 32, 34),
        piece("make", "ann", 10, 15, job=K),
    )
    assert done(log, "status") == [
        ("1", "ann", 8, 10, "interrupted"),
        ("2", "ann", 10, 15, "done"),
        ("1", "ann", 32, 34, "done"),
    ]


def test_what_is_done_sooner_than_planned_leaves_its_later_time_to_others():
    scenario = shop({"make": work("a", "2h")}, {"ann": {"skills": {"a": 1}}}, jobs=2)
    log = followed(scenario, piece("make", "ann", 8, 11), piece("make", "ann", 13, 14))
    assert done(log) == [("1", "ann", 8, 10), ("2", "ann", 10, 12)]


def test_what_is_planned_in_part_goes_on_unplanned():
    scenario = shop({"make": work("a", "4h")}, two("a"))
    log = followed(scenario, piece("make", "ann", 10, 12), unplanned=[(J, "make")])
    assert done(log, "status") == [("1", "ann", 10, 12, "interrupted"), ("1", "ann", 13, 15, "done")]


def test_after_the_plan_work_is_done_as_without_one():
    scenario = shop({"make": work("a", "5h")}, {"ann": {"skills": {"a": 1}}}, jobs=3)
    log = followed(scenario, piece("make", "ann", 8, 14, job=K), days=1)
    assert done(log) == [("2", "ann", 8, 14), ("1", "ann", 14, 34), ("3", "ann", 34, 40)]


def test_a_stand_in_does_what_is_planned_for_him():
    people = {"ann": {"skills": {"a": 1}, "leave": ["2026-03-02..2026-03-06"]}, "bob": {"skills": {"b": 1}}}
    scenario = shop({"make": work("a", "2h")}, people, stand_ins=[{"absent": "ann", "by": "bob", "after": "30h"}])
    plan = construct(problem_of(scenario, ag.state_at(ag.simulate(scenario, weeks=0), 0)))
    assert done(ag.simulate(scenario, weeks=1, plan=plan)) == [("1", "bob", 8, 10)]


# -- working time as planned -----------------------------------------------------------------------------------


def ann_alone(content="9h"):
    return shop({"make": work("a", content)}, {"ann": {"skills": {"a": 1}, "wage": 10, "may_work": ["late"]}})


def test_planned_overtime_is_worked_and_paid_as_planned():
    log = followed(ann_alone(), piece("make", "ann", 8, 18), duties=(duty("ann", after=HOUR),))
    assert done(log) == [("1", "ann", 8, 18)]
    assert log.overtime.select("person", "start", "until", "day").rows() == [("ann", 17 * HOUR, 18 * HOUR, "workday")]
    figures = ag.kpis(log)
    assert figures.roles["ann"].overtime_hours == 1  # and not twice
    assert figures.roles["ann"].worked_hours == 9
    assert figures.roles["ann"].scheduled_hours == 8


def test_overtime_before_the_shift_is_worked_too():
    log = followed(ann_alone(), piece("make", "ann", 7, 17), duties=(duty("ann", before=HOUR),))
    assert done(log) == [("1", "ann", 7, 17)]
    assert ag.kpis(log).roles["ann"].overtime_hours == 1


def test_another_shift_is_worked_instead_of_the_usual_one():
    hours = ((13 * HOUR, 21 * HOUR),)
    log = followed(ann_alone("6h"), piece("make", "ann", 14, 20), duties=(duty("ann", shift="late", hours=hours),))
    assert done(log) == [("1", "ann", 14, 20)]
    assert ag.kpis(log).roles["ann"].overtime_hours == 0
    assert log.days.filter(pl.col("resource") == "ann").select("day", "paid", "scheduled").rows() == [
        (0, 8 * HOUR, 8 * HOUR)
    ]


def test_work_on_a_day_off_is_overtime_of_that_day():
    saturday = duty("ann", day=5, rostered=False, pay="rest_day")
    log = followed(ann_alone("4h"), piece("make", "ann", 128, 132), duties=(saturday,))
    assert done(log) == [("1", "ann", 128, 132)]
    figures = ag.kpis(log)
    assert figures.roles["ann"].overtime_hours == 8
    assert {row[0] for row in log.overtime.select("day").rows()} == {"rest_day"}


def test_a_day_without_a_duty_is_a_day_off():
    log = followed(ann_alone("4h"), duties=(duty("ann", day=2),))
    assert done(log) == [("1", "ann", 56, 60)]


def test_nobody_stays_on_beyond_the_plan_but_for_what_cannot_be_left():
    parts = {"overtime": {"policy": "finish_task", "max_day": "3h"}}
    people = {"ann": {"skills": {"a": 1}}}
    for rule, end in (("pause", 33), ("finish", 18)):
        scenario = shop({"make": work("a", "9h", end_of_shift=rule)}, people, **parts)
        assert done(followed(scenario, piece("make", "ann", 8, 17)))[0][3] == end


def test_whoever_is_sick_works_no_planned_overtime(monkeypatch):
    away(monkeypatch, ("ann", "mon 08:00", "tue 08:00"))
    log = followed(ann_alone(), piece("make", "ann", 8, 18), duties=(duty("ann", after=HOUR), duty("ann", day=1)))
    assert log.overtime.height == 0


def test_figures_and_pictures_of_a_run_that_followed_a_plan():
    scenario = ag.load(SHOP)
    moment = 6 * 7 * DAY
    state = ag.state_at(ag.simulate(scenario, weeks=6), moment)
    plan = ag.plan(ag.problem_of(scenario, state), time_limit=0).plan
    log = ag.simulate(scenario, weeks=8, state=state, plan=plan)
    figures = ag.kpis(log)
    assert figures.roles["designer"].worked_hours > 0
    for name in ("load_by_week", "overtime", "work_in_progress", "lateness"):
        assert getattr(ag.pictures, name)(log).figure.axes
    over = log.days.filter(pl.col("worked") > pl.col("scheduled") + pl.col("overtime"))
    assert over.rows() == []
    hours = log.overtime.select((pl.col("until") - pl.col("start")).sum()).item() / HOUR
    assert sum(role.overtime_hours for role in figures.roles.values()) == pytest.approx(hours)


# -- crews in which somebody has two places ----------------------------------------------------------------------------

LEAD = [{"skill": "lead", "lead": True}, {"skill": "fit"}, {"skill": "drive", "shared": True}]


@pytest.mark.parametrize(
    ("skills", "crew"),
    [
        ({"ann": ("lead", "drive"), "bob": ("fit",), "cat": ("drive",)}, "ann bob"),
        ({"ann": ("lead",), "bob": ("fit", "drive"), "cat": ("drive",)}, "ann bob"),
        ({"ann": ("lead",), "bob": ("fit",), "cat": ("drive",)}, "ann bob cat"),
    ],
)
def test_a_lead_who_can_drive_drives_and_else_somebody_comes_along(skills, crew):
    people = {name: {"skills": dict.fromkeys(those, 1)} for name, those in skills.items()}
    scenario = shop({"fit": work(LEAD, "4h", per="person")}, people)
    ((_, who, start, end),) = done(ag.simulate(scenario, weeks=1))
    assert (set(who.split()), start, end) == (set(crew.split()), 8, 10)  # two pairs of hands, whoever drives
    state = ag.state_at(ag.simulate(scenario, weeks=0), 0)
    (planned,) = construct(problem_of(scenario, state)).assignments
    assert (set(planned.crew), planned.start, planned.end) == (set(crew.split()), 8 * HOUR, 10 * HOUR)


def test_nobody_chooses_another_way_without_a_plan():
    step = work({"a": 2}, "2h", alternatives={"alone": {"crew": "a", "slower": 2}})
    scenario = shop({"make": step}, two("a") | {"bob": {"skills": {"a": 1}, "leave": [f"{MONDAY}..2026-03-03"]}})
    assert done(ag.simulate(scenario, weeks=1)) == [("1", "ann bob", 56, 58)]
