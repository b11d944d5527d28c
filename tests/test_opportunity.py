"""Whether a step ever finds those whom it needs."""

from __future__ import annotations

from scripted import agency, work

from agencysim.opportunity import missed

EARLY_AND_LATE = {"ann": {"calendar": "noon"}, "ben": {"calendar": "late"}}
STEP = "job_types.job.route.make"


def of(step: dict, people: dict, **parts) -> list[str]:
    return missed(agency({"make": step}, people=people, **parts))


def test_a_step_that_finds_its_people_is_not_mentioned():
    assert of(work(["ann", "ben"], "50m"), EARLY_AND_LATE) == []


def test_people_who_are_never_there_together():
    assert of(work(["ann", "ben"]), {"ann": {"calendar": "short"}, "ben": {"calendar": "mall"}}) == [
        f"{STEP}: those whom it needs are never there together"
    ]


def test_one_of_several_who_can_do_it_is_enough():
    people = {"ann": {"calendar": "short"}, "ben": {"calendar": "mall"}, "cid": {"skills": {"ben": 1}}}
    assert of(work(["ann", "ben"]), people) == []


def test_one_who_is_lent_to_do_it_counts():
    lent = [{"first": "2026-01-06", "last": "2026-01-06", "skills": {"ben": 1}}]
    people = {"ann": {"calendar": "short"}, "ben": {"calendar": "mall"}, "cid": {"lent": lent}}
    assert of(work(["ann", "ben"]), people) == []


def test_a_site_that_is_closed_whenever_they_are_there():
    assert of(work("ann", site="mall"), {"ann": {}}) == [
        f"{STEP}: those whom it needs are never there together while its site is open"
    ]


def test_a_machine_that_is_away_all_the_time():
    away = {"saw": {"away": [{"first": "2026-01-01", "last": "2026-02-01"}]}}
    assert of(work("ann", equipment={"saw": 1}), {"ann": {}}, equipment=away) == [
        f"{STEP}: those whom it needs are never there together"
    ]


def test_work_that_has_no_time_together_and_cannot_pause():
    # They are together from 14:00 to 15:00.
    for rule in ("restart", "no_start"):
        assert of(work(["ann", "ben"], "61m", end_of_shift=rule), EARLY_AND_LATE) == [
            f"{STEP}: it takes 1h1m on average, and those whom it needs are together for 1h at most"
        ]
        assert of(work(["ann", "ben"], "60m", end_of_shift=rule), EARLY_AND_LATE) == []
    assert of(work(["ann", "ben"], "61m"), EARLY_AND_LATE) == []


def test_overtime_lets_work_begin_that_does_not_fit_the_shift():
    overtime = {"policy": "finish_task", "max_day": "1h", "max_month": "36h"}
    step = work(["ann", "ben"], "61m", end_of_shift="no_start")
    assert of(step, EARLY_AND_LATE, overtime=overtime) == []
    assert of(step | {"content": "121m"}, EARLY_AND_LATE, overtime=overtime) != []


def test_the_fastest_crew_counts():
    people = EARLY_AND_LATE | {"cid": {"skills": {"ann": 2}, "calendar": "noon"}}
    step = work("ann", "9h", end_of_shift="restart")
    assert of(step, people) == []
    assert of(step, EARLY_AND_LATE) != []


def test_a_way_that_takes_all_day():
    assert of(work("ann", travel="4h"), {"ann": {}}) == [
        f"{STEP}: the ways take 8h, and those whom it needs are together for 7h at most"
    ]
    assert of(work("ann", travel="3h"), {"ann": {}}) == []
