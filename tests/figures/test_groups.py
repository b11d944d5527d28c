"""Figures by client tier and job type, and by department, role and person, over a run and month by month."""

from __future__ import annotations

import math

import pytest
from scripted import agency, run, work

from agencysim import kpis, load, simulate
from agencysim.figures import window_of
from agencysim.figures.conduct import cards
from agencysim.figures.groups import JOB_GROUPS, STAFF_GROUPS, job_groups, staff_groups

SHOP = "scenarios/small_sign_shop.yaml"
MADE = {"kind": "milestone", "earns": 1}
PROMISE = {"promise": {"lead_time": "1 working day"}, "due": "made"}


def house():
    """Ann makes signs, on 30 January, 2 and 3 February 2026, for 100 each; Ben, of another department, makes banners.

    The banner of 2 February is late: it takes longer than the day.
    """
    sign = {"demand": {"dates": ["2026-01-30", "2026-02-02", "2026-02-03"]}, "value": 100, **PROMISE}
    banner = {
        "demand": {"dates": ["2026-02-02"]},
        "value": 10,
        "tiers": {"key": 1},
        "route": {"print": work("printer", "20h"), "made": MADE},
        **PROMISE,
    }
    return agency(
        {"make": work("maker", "7h"), "made": MADE},
        weeks=5,
        job=sign | {"tiers": {"small": 1}},
        job_types={"banner": banner},
        tiers={"small": {"share": 1}, "key": {"share": 1}},
        departments={"workshop": {}, "press": {}},
        roles={"maker": {"department": "workshop"}, "printer": {"department": "press"}},
        people={"ann": {"role": "maker"}, "ben": {"role": "printer"}},
        discipline={"printer": {"cards": {"overdue": "warning"}}, "maker": {"cards": {"overdue": "warning"}}},
    )


@pytest.fixture(scope="module")
def found():
    """The groups by kind, name and month."""
    log = run(house())
    window = window_of(log)
    groups = (*job_groups(log, window, cards(log)), *staff_groups(log, window, cards(log)))
    return {(group.by, group.name, group.month): group for group in groups}


def test_jobs_are_told_over_the_whole_time_and_month_by_month(found):
    requests = {key[1:]: group.requests for key, group in found.items() if key[0] == "job_type"}
    assert requests == {
        ("job", None): 3,
        ("job", "2026-01"): 1,
        ("job", "2026-02"): 2,
        ("banner", None): 1,
        ("banner", "2026-02"): 1,
    }


def test_dates_days_and_revenue_are_those_of_the_group(found):
    small, key = found["tier", "small", "2026-02"], found["tier", "key", "2026-02"]
    assert (small.on_time.due, small.on_time.kept, small.revenue) == (2, 2, 200)
    assert (key.on_time.share, key.revenue, key.done) == (0, 10, 1)
    assert key.lead_days == key.delivery_days > 2
    assert found["tier", "small", None].lead_days < 1


def test_cards_are_told_by_what_they_are_about_and_by_who_got_them(found):
    assert found["tier", "key", None].cards == 2
    assert "small" not in {name for by, name, month in found if found[by, name, month].cards}
    assert found["role", "printer", "2026-02"].cards == 1
    assert found["department", "press", None].cards == 1
    assert found["person", "ben", None].cards == 1


def test_load_is_told_by_department_role_and_person(found):
    for by, name in (("department", "workshop"), ("role", "maker"), ("person", "ann")):
        whole, february = found[by, name, None], found[by, name, "2026-02"]
        assert (whole.worked_hours, february.worked_hours, whole.tasks, february.tasks) == (21, 14, 3, 2)
        assert february.utilisation == 14 / february.scheduled_hours
        assert whole.task_days == pytest.approx(9 / 24)  # 8:30 to 17:30


def test_hours_of_rework_are_those_of_the_loop():
    again = {
        "kind": "choice",
        "branches": [{"to": "make", "when": {"fact": "attempt", "below": 1.5}, "means": "rework"}],
    }
    again["branches"].append({"to": "end"})
    log = run(agency({"make": work("ann", "2h"), "check": again}, people={"ann": {}}))
    window = window_of(log)
    (ann,) = {group.rework_hours for group in staff_groups(log, window, ()) if group.by == "person"}
    (job,) = {(group.rework.count, group.rework.of) for group in job_groups(log, window, ()) if group.by == "job_type"}
    assert (ann, job) == (2, (1, 2))


@pytest.fixture(scope="module")
def year():
    return kpis(simulate(load(SHOP), 2))


def rows(figures, by):
    groups = figures.job_groups if by in JOB_GROUPS else figures.staff_groups
    return [group for group in groups if group.by == by]


@pytest.mark.parametrize("by", JOB_GROUPS)
def test_groups_of_jobs_add_up_to_the_run(year, by):
    whole = [group for group in rows(year, by) if group.month is None]
    for name in ("requests", "done", "lost", "abandoned"):
        assert sum(getattr(group, name) for group in whole) == getattr(year, name)
    assert sum(group.on_time.due for group in whole) == year.on_time.due
    assert math.fsum(group.revenue for group in whole) == pytest.approx(year.money.revenue)
    assert {group.name: group.on_time for group in whole if group.on_time.due} == {
        name: each for name, each in getattr(year, f"on_time_by_{by.removeprefix('job_')}").items() if each.due
    }


@pytest.mark.parametrize("by", [*JOB_GROUPS, *STAFF_GROUPS])
def test_months_of_a_group_add_up_to_its_whole_time(year, by):
    names = {
        True: ("requests", "done", "lost", "abandoned", "complaints", "cards", "revenue"),
        False: ("scheduled_hours", "worked_hours", "overtime_hours", "tasks", "rework_hours", "cards"),
    }[by in JOB_GROUPS]
    for whole in rows(year, by):
        if whole.month is None:
            months = [group for group in rows(year, by) if group.month and group.name == whole.name]
            for name in names:
                assert math.fsum(getattr(m, name) for m in months) == pytest.approx(getattr(whole, name)), name


@pytest.mark.parametrize("by", STAFF_GROUPS)
def test_load_is_that_of_the_core_figures(year, by):
    core = {"department": year.departments, "role": year.roles, "person": year.people}[by]
    for group in rows(year, by):
        if group.month is None:
            load_of = core[group.name]
            assert group.utilisation == pytest.approx(load_of.utilisation)
            assert group.overtime_hours == pytest.approx(load_of.overtime_hours)


def test_a_month_of_all_groups_is_that_month(year):
    for name, month in year.months.items():
        tiers = [group for group in rows(year, "tier") if group.month == name]
        assert sum(group.requests for group in tiers) == month.requests
        assert sum(group.on_time.kept for group in tiers) == month.on_time.kept
        assert math.fsum(group.revenue for group in tiers) == pytest.approx(month.revenue)
        departments = [group for group in rows(year, "department") if group.month == name]
        assert math.fsum(group.overtime_hours for group in departments) == pytest.approx(month.overtime_hours)


def test_a_run_without_jobs_or_people_has_no_groups():
    log = run(agency({"make": work("ann")}, people={}, jobs=0, job={"route": {"think": MADE}}))
    assert (job_groups(log, window_of(log), ()), staff_groups(log, window_of(log), ())) == ((), ())
