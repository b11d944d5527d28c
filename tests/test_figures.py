"""The figures of runs that are small enough to be reckoned by hand."""

import pytest

from agencysim import kpis, simulate
from agencysim.scenario import Scenario

HOUR, DAY = 3600, 86400


def workshop(**changes):
    """One maker, 8 to 16 o'clock every day at 10 an hour; two jobs of 6 h there at the start, one day promised."""
    return Scenario.model_validate(
        {
            "name": "workshop",
            "start": "2026-01-05",
            "calendar": "house",
            "weeks": 1,
            "shifts": {"day": ["08:00-16:00"]},
            "calendars": {"house": {"week": {"mon-sun": "day"}}},
            "stages": {"making": {}, "paying": {}},
            "roles": {"maker": {"wage": 10}},
            "people": {"maker": {}},
            "job_types": {
                "sign": {
                    "demand": {"at_start": 2},
                    "value": 100,
                    "promise": {"lead_time": "8h"},
                    "due": "delivered",
                    "route": {
                        "make": {"kind": "work", "crew": "maker", "content": "6h", "stage": "making"},
                        "delivered": {"kind": "milestone", "earns": 0.4},
                        "term": {"kind": "wait", "delay": "10h", "calendar": "always", "stage": "paying"},
                        "paid": {"kind": "milestone", "earns": 0.6, "costs": 5},
                    },
                }
            },
            **changes,
        }
    )


@pytest.fixture(scope="module")
def figures():
    return kpis(simulate(workshop()))


def test_jobs_are_counted(figures):
    assert (figures.requests, figures.done, figures.lost, figures.abandoned) == (2, 2, 0, 0)
    assert figures.days == 7


def test_a_date_is_held_until_the_end_of_the_promised_day(figures):
    # The first is made on Monday from 8 to 14, the second until 16 and on Tuesday from 8 to 12.
    assert (figures.on_time.due, figures.on_time.kept, figures.on_time.share) == (2, 1, 0.5)


def test_lead_time_runs_from_the_request_to_the_end(figures):
    days = [24 / 24, 46 / 24]
    assert figures.lead_time.mean == pytest.approx(sum(days) / 2)
    assert figures.lead_time.median == pytest.approx(sum(days) / 2)
    assert figures.lead_time_by_type["sign"] == figures.lead_time


def test_stages_share_the_lead_time(figures):
    assert figures.stages == pytest.approx({"making": (14 + 36) / 2 / 24, "paying": 10 / 24})


def test_load_is_work_over_scheduled_time(figures):
    maker = figures.roles["maker"]
    assert (maker.count, maker.scheduled_hours, maker.worked_hours, maker.overtime_hours) == (1, 56, 12, 0)
    assert maker.utilisation == pytest.approx(12 / 56)


def test_waiting_is_told_by_its_cause(figures):
    people, outside = figures.waiting["maker"], figures.waiting["outside"]
    assert (people.visits, people.mean_hours) == (2, 11)
    assert people.share == pytest.approx(22 / 42)
    assert people.mean_queue == pytest.approx(22 / 168)
    assert (outside.visits, outside.mean_hours) == (2, 10)


def test_work_in_progress_is_a_mean_over_time(figures):
    wip = figures.work_in_progress
    assert wip.mean == pytest.approx((24 + 46) / 168)
    assert (wip.at_start, wip.at_end) == (2, 0)


def test_money_adds_up(figures):
    money = figures.money
    assert (money.revenue, money.wages, money.expenses) == (200, 560, 10)
    assert money.margin == pytest.approx(200 - 560 - 10)


def test_overtime_is_paid_at_its_rate_and_counts_as_time_to_work_in():
    overtime = {"policy": "hold_dates", "rates": {"workday": 1.5}}
    figures = kpis(simulate(workshop(overtime=overtime)))
    # At 16 o'clock 4 h are left by estimate, of which 3 may be overtime; the last one is done on Tuesday.
    maker = figures.roles["maker"]
    assert (maker.worked_hours, maker.overtime_hours) == (12, 3)
    assert maker.utilisation == pytest.approx(12 / 59)
    assert figures.money.overtime_pay == pytest.approx(3 * 10 * 1.5)


def test_unfinished_jobs_that_are_due_are_late_and_still_in_progress():
    figures = kpis(simulate(workshop(), weeks=2 / 7))
    assert (figures.done, figures.on_time.due, figures.on_time.kept) == (2, 2, 1)
    figures = kpis(simulate(workshop(), weeks=1.25 / 7))
    assert (figures.done, figures.on_time.due, figures.on_time.kept) == (1, 2, 1)
    assert figures.work_in_progress.at_end == 1


def test_the_warm_up_is_left_out():
    figures = kpis(simulate(workshop(warm_up_weeks=1), weeks=2))
    assert figures.days == 7
    assert (figures.requests, figures.done, figures.on_time.share) == (0, 0, None)
    assert figures.roles["maker"].worked_hours == 0


def test_a_client_who_left_counts_neither_as_done_nor_as_late():
    scenario = workshop(tiers={"all": {"patience": "10h"}})
    figures = kpis(simulate(scenario))
    assert (figures.done, figures.abandoned, figures.on_time.due) == (1, 1, 1)


def test_a_quote_that_is_not_won_is_lost_and_holds_no_date():
    job_type = workshop().job_types["sign"].model_dump(mode="json")
    won = {
        "kind": "choice",
        "branches": [{"to": "end", "when": {"fact": "value", "above": 50}}, {"to": "make"}],
    }
    scenario = workshop(job_types={"sign": job_type | {"route": {"won": won, **job_type["route"]}}})
    figures = kpis(simulate(scenario))
    assert (figures.done, figures.lost, figures.on_time.due) == (0, 2, 0)
    assert figures.lead_time.jobs == 0


def test_meetings_and_leave_are_paid_but_leave_less_time_for_tasks():
    meeting = {"talk": {"weekdays": "mon-sun", "at": "08:00", "lasts": "1h", "who": "maker"}}
    on_leave = {"maker": {"leave": ["2026-01-11"]}}
    figures = kpis(simulate(workshop(routines=meeting, people=on_leave)))
    assert figures.money.wages == 560
    assert figures.roles["maker"].scheduled_hours == 6 * 7


def test_a_job_is_due_only_when_it_was_promised_a_date():
    job_type = workshop().job_types["sign"].model_dump(mode="json")
    promise = {"lead_time": "8h", "at": "signed"}
    think = {"kind": "wait", "delay": "72h", "calendar": "always"}
    route = {"think": think, "signed": {"kind": "milestone"}, **job_type["route"]}
    scenario = workshop(job_types={"sign": job_type | {"promise": promise, "route": route}})
    assert kpis(simulate(scenario, weeks=2 / 7)).on_time.due == 0
    assert kpis(simulate(scenario)).on_time.due == 2


def test_waiting_names_all_that_a_task_needs():
    job_type = workshop().job_types["sign"].model_dump(mode="json")
    job_type["route"]["make"] |= {"crew": {"maker": 1}, "vehicles": {"van": 1}}
    figures = kpis(simulate(workshop(vehicles={"van": {}}, job_types={"sign": job_type})))
    assert set(figures.waiting) == {"maker + van", "outside"}


def test_figures_survive_json():
    figures = kpis(simulate(workshop()))
    assert type(figures).model_validate_json(figures.model_dump_json()) == figures
