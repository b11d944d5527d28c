"""Cards: every line of the house's table, on runs small enough to be reckoned by hand."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from scripted import agency, at, away, moment, run, work

from agencysim.domain import Card
from agencysim.figures.base import Window, window_of
from agencysim.figures.conduct import cards, cards_by_role
from agencysim.snapshot import state_at

TABLE = {
    "lead": {
        "stages": ["making"],
        "cards": {
            "change_not_reported": "blue",
            "overdue": "yellow",
            "unfinished": "red",
            "documents_mishandled": "yellow",
            "not_archived": "red",
            "poor_communication": "yellow",
            "badly_arranged": "red",
        },
    },
    "manager": {
        "cards": {
            "change_not_reported": "warning",
            "overdue": "warning",
            "documents_mishandled": "warning",
            "poor_communication": "warning",
            "badly_arranged": "red",
        },
    },
    "designer": {
        "stages": ["drawing"],
        "cards": {"change_not_reported": "warning", "overdue": "warning", "documents_mishandled": "yellow"},
    },
}
"""The production lead answers for making, the designer for drawing, the department manager for everything."""

PEOPLE = {"ann": {}, "bea": {"calendar": "always"}, "eve": {"calendar": "late"}}


def house(route: dict[str, Any], **parts: Any) -> Any:
    """An agency with the house's table; a step without a stage is in making unless one before it says otherwise."""
    first = next(iter(route.values()))
    first.setdefault("stage", "making")
    stages = {"drawing": {}, "making": {}}
    return agency(route, **{"people": PEOPLE, "stages": stages, "discipline": TABLE} | parts)


def choice(*ways: dict[str, Any], **details: Any) -> dict[str, Any]:
    return {"kind": "choice", "branches": list(ways), **details}


def way(to: str, means: str | None = None, **details: Any) -> dict[str, Any]:
    return {"to": to, "means": means, **details}


def given(scenario: Any, window: Window | None = None, **how: Any) -> list[tuple[str, str, str, str | None]]:
    """The cards of a run in words: who, which, what for, when."""
    issued = cards(run(scenario, **how), window)
    return [(c.role, c.card.value, c.failing.value, moment(c.time)) for c in issued]


def roles(scenario: Any, **how: Any) -> list[str]:
    """Who was given cards in a run."""
    return [role for role, *_ in given(scenario, **how)]


def until(text: str) -> float:
    """Weeks of a run that ends at a moment."""
    return at(text) / at("mon+1 00:00")


# -- a change that is not reported within 1 hour ---------------------------------------------------------------


def changed(made: str, told: str, **parts: Any) -> Any:
    """A change that is decided when an item is made, and reported by Bea, who is there day and night."""
    route = {
        "make": work("ann", made),
        "site": choice(way("tell", "change")),
        "tell": work(parts.pop("teller", "bea"), told),
    }
    return house(route, **parts)


class TestAChange:
    def test_brings_no_card_if_it_is_reported_within_an_hour(self):
        assert given(changed("1h", "1h")) == []

    def test_brings_cards_if_it_is_reported_a_second_later(self):
        assert given(changed("1h", "1h1s")) == [
            ("lead", "blue", "change_not_reported", "mon 10:30"),
            ("manager", "warning", "change_not_reported", "mon 10:30"),
        ]

    def test_is_reported_by_the_houses_hours_so_that_nights_do_not_count(self):
        # Decided at 17:00, half an hour before the house closes; it opens again at 08:30.
        assert given(changed("6h30m", "16h")) == []
        assert given(changed("6h30m", "16h1s"))[0][3] == "tue 09:00"

    def test_that_nobody_has_reported_yet_counts_once_its_hour_is_over(self):
        assert len(given(changed("1h", "5h"), weeks=until("mon 10:30"))) == 2
        assert given(changed("1h", "5h"), weeks=until("mon 10:29:59")) == []

    def test_is_reported_at_once_where_that_takes_no_work(self):
        route = {
            "make": work("ann"),
            "site": choice(way("noted", "change")),
            "noted": {"kind": "milestone"},
            "on": work("ann", "9h"),
        }
        assert given(house(route)) == []

    def test_is_reported_at_the_visit_that_follows_it_and_not_at_an_earlier_one(self):
        route = {
            "tell": work("bea", "3h"),
            "make": work("ann"),
            "site": choice(way("tell", "change", when={"fact": "attempt", "below": 2.5}), way("end")),
        }
        # Told from 00:00, made, changed at 09:30 and told until 12:30, made and changed at 15:00, and told until 18:00.
        found = given(house(route))
        assert [time for role, _, _, time in found if role == "lead"] == ["mon 10:30", "mon 16:00"]

    @pytest.mark.parametrize(("patience", "number"), [("10h29m59s", 0), ("10h30m", 2), ("12h", 2)])
    def test_need_not_be_reported_to_a_client_who_has_left_within_the_hour(self, patience, number):
        # Eve comes at 14:00; the client's patience runs from midnight.
        scenario = changed("1h", "1m", teller="eve", tiers={"all": {"patience": patience}})
        log = run(scenario)
        assert log.jobs["outcome"].to_list() == ["abandoned"]
        assert len(cards(log)) == number

    def test_falls_to_the_designer_when_it_is_about_drawing(self):
        route = {
            "draw": work("ann", stage="drawing"),
            "site": choice(way("tell", "change")),
            "tell": work("bea", "2h", stage="making"),
        }
        assert roles(house(route)) == ["designer", "manager"]

    def test_that_never_happens_brings_no_card(self):
        route = {
            "make": work("ann"),
            "site": choice(way("tell", "change", chance=0.0), way("end")),
            "tell": work("bea", "9h"),
        }
        assert given(house(route)) == []


# -- work over its deadline, work not finished -----------------------------------------------------------------

TODAY = {"promise": {"lead_time": "8h", "calendar": "always"}, "due": "delivered"}
DELIVERED = {"kind": "milestone"}


class TestOverdueWork:
    def test_brings_no_card_if_it_is_done_as_the_promised_day_ends(self):
        route = {"make": work("bea", "24h"), "delivered": DELIVERED}
        assert given(house(route, job=TODAY)) == []

    def test_brings_cards_if_it_is_done_a_second_later(self):
        route = {"make": work("bea", "24h1s"), "delivered": DELIVERED}
        assert given(house(route, job=TODAY)) == [
            ("lead", "yellow", "overdue", "tue 00:00"),
            ("manager", "warning", "overdue", "tue 00:00"),
        ]

    def test_is_the_first_work_that_was_not_finished_then(self):
        drawn = {"draw": work("ann", "6h", stage="drawing"), "make": work("ann", "6h", stage="making")}
        assert roles(house(drawn | {"delivered": DELIVERED}, job=TODAY)) == ["lead", "manager"]
        drawn["draw"] = work("ann", "8h", stage="drawing")
        assert roles(house(drawn | {"delivered": DELIVERED}, job=TODAY)) == ["designer", "manager"]

    def test_is_not_what_was_finished_just_then(self):
        drawn = {"draw": work("bea", "24h", stage="drawing"), "make": work("ann", "1h", stage="making")}
        assert roles(house(drawn | {"delivered": DELIVERED}, job=TODAY)) == ["lead", "manager"]

    def test_is_no_work_that_follows_a_date_that_was_held(self):
        route = {"make": work("bea", "24h"), "delivered": DELIVERED, "invoice": work("ann", "9h")}
        assert given(house(route, job=TODAY)) == []

    def test_is_of_parallel_work_what_ends_first_after_the_deadline(self):
        route = {
            "split": {"kind": "fork", "branches": ["draw", "make"], "join": "both"},
            "draw": work("ann", "40h", stage="drawing", next="both"),
            "make": work("bea", "30h", stage="making"),
            "both": {"kind": "join"},
            "delivered": DELIVERED,
        }
        assert roles(house(route, job=TODAY), weeks=until("wed 00:00")) == ["lead", "manager"]

    def test_counts_once_for_each_late_job_and_role(self):
        route = {"make": work("ann", "8h"), "mend": work("ann", "8h"), "delivered": DELIVERED}
        assert roles(house(route, job=TODAY, jobs=2)) == ["lead", "lead", "manager", "manager"]

    def test_counts_while_it_is_not_done(self):
        route = {"make": work("ann", "8h"), "delivered": DELIVERED}
        assert len(given(house(route, job=TODAY), weeks=until("tue 00:00"))) == 2
        assert given(house(route, job=TODAY), weeks=until("mon 23:59:59")) == []

    def test_is_stopped_work_too(self, monkeypatch):
        away(monkeypatch, ("ann", "mon 10:00", "tue 00:00"))
        route = {"make": work("ann", "3h"), "delivered": DELIVERED}
        assert roles(house(route, job=TODAY)) == ["lead", "manager"]
        assert roles(house(route, job=TODAY), weeks=until("tue 08:00")) == ["lead", "manager"]

    def test_is_not_what_waits_for_others(self):
        route = {
            "make": work("ann"),
            "dry": {"kind": "wait", "delay": "48h", "calendar": "always"},
            "delivered": DELIVERED,
        }
        log = run(house(route, job=TODAY))
        assert log.jobs["due_reached"][0] > log.jobs["due"][0]
        assert cards(log) == ()

    def test_does_not_count_when_the_client_took_the_job_elsewhere(self):
        route = {"make": work("eve", "8h"), "paint": work("eve", "8h"), "delivered": DELIVERED}
        scenario = house(route, job=TODAY, tiers={"all": {"patience": "26h"}})
        assert run(scenario).jobs["outcome"].to_list() == ["abandoned"]
        assert given(scenario) == []

    def test_needs_a_promise(self):
        route = {"make": work("ann", "20h"), "signed": {"kind": "milestone"}, "delivered": DELIVERED}
        later = TODAY | {"promise": TODAY["promise"] | {"at": "signed"}}
        assert given(house(route, job=later), weeks=until("wed 00:00")) == []
        assert given(house(route), weeks=1) == []


class TestUnfinishedWork:
    """Promised for Monday; five days of seven hours later it is Saturday, 17:30."""

    def test_brings_no_card_if_it_is_finished_five_working_days_late(self):
        route = {"make": work("ann", "42h"), "delivered": DELIVERED}
        assert [c for c in given(house(route, job=TODAY, weeks=2)) if c[2] == "unfinished"] == []

    def test_brings_the_lead_a_card_if_it_takes_a_second_more(self):
        route = {"make": work("ann", "42h1s"), "delivered": DELIVERED}
        found = [c for c in given(house(route, job=TODAY, weeks=2)) if c[2] == "unfinished"]
        assert found == [("lead", "red", "unfinished", "sat 17:30")]

    def test_is_no_work_that_follows_the_late_delivery(self):
        route = {"make": work("ann", "42h"), "delivered": DELIVERED, "invoice": work("ann", "1h")}
        assert "unfinished" not in [c[2] for c in given(house(route, job=TODAY, weeks=2))]

    def test_counts_at_the_moment_at_which_the_days_are_over(self):
        scenario = house({"make": work("ann", "50h"), "delivered": DELIVERED}, job=TODAY)
        assert "red" in [card for _, card, *_ in given(scenario, weeks=until("sat 17:30"))]
        assert "red" not in [card for _, card, *_ in given(scenario, weeks=until("sat 17:29:59"))]

    def test_is_the_first_work_that_was_not_finished_then(self):
        drawn = {"draw": work("ann", "48h", stage="drawing"), "make": work("ann", "1h", stage="making")}
        assert "red" not in [c for _, c, *_ in given(house(drawn | {"delivered": DELIVERED}, job=TODAY, weeks=2))]

    def test_needs_hours_to_be_counted_in(self):
        route = {"make": work("bea", "200h"), "delivered": DELIVERED}
        closed = {"closed": {"week": {}}}
        scenario = house(route, job=TODAY, calendar="closed", calendars=closed)
        assert {failing for _, _, failing, _ in given(scenario)} == {"overdue"}


# -- what no log can show --------------------------------------------------------------------------------------


def decided(means: str, **details: Any) -> Any:
    """A decision of that meaning when an item is made, at 09:30."""
    stage = details.pop("stage", "making")
    return house({"make": work("ann", stage=stage), "luck": choice(way("end", means, **details), way("end"))})


@pytest.mark.parametrize(
    ("means", "expected"),
    [
        ("documents_mishandled", [("lead", "yellow"), ("manager", "warning")]),
        ("not_archived", [("lead", "red")]),
        ("poor_communication", [("lead", "yellow"), ("manager", "warning")]),
    ],
)
class TestAnAttribute:
    def test_brings_cards_to_those_who_answer_for_the_stage(self, means, expected):
        found = given(decided(means, chance=1.0))
        assert found == [(role, card, means, "mon 09:30") for role, card in expected]

    def test_brings_none_without_its_chance(self, means, expected):
        assert given(decided(means, chance=0.0)) == []

    def test_brings_a_card_to_the_role_at_fault_and_to_no_other(self, means, expected):
        assert given(decided(means, caused_by="lead", stage="drawing"))[0][:2] == expected[0]
        assert roles(decided(means, caused_by="lead", stage="drawing")) == ["lead"]

    def test_brings_none_where_the_role_at_fault_is_given_none(self, means, expected):
        assert given(decided(means, caused_by="nobody")) == []


def test_documents_of_a_drawing_are_the_designers():
    assert given(decided("documents_mishandled", stage="drawing")) == [
        ("designer", "yellow", "documents_mishandled", "mon 09:30"),
        ("manager", "warning", "documents_mishandled", "mon 09:30"),
    ]


def test_a_manager_gets_nothing_for_drawings_that_were_not_archived():
    assert given(decided("not_archived", caused_by="manager")) == []


# -- work and rest that are badly arranged ---------------------------------------------------------------------

OVERTIME = {"policy": "finish_task", "granule": "30m", "max_day": "2h", "max_month": "36h"}
MAKERS = {"ann": {"role": "maker", "skills": {"rush": 1}}, "ben": {"role": "maker", "skills": {"plain": 1}}}


def week(anns: str, bens: str, **parts: Any) -> Any:
    """A week of 42 hours in which Ann has a rush job, and Ben an easy one without overtime."""
    rush = {"make": work("rush", anns, stage="making")}
    plain = {"demand": {"at_start": 1}, "route": {"make": work("plain", bens, stage="making", overtime=False)}}
    staff = {"people": MAKERS, "roles": {"maker": {}, "fitter": {}}, "overtime": OVERTIME}
    return house(rush, job_types={"plain": plain} | parts.pop("job_types", {}), **staff | parts)


class TestAWeek:
    def test_is_well_arranged_while_colleagues_are_idle_in_three_tenths_of_their_time(self):
        assert given(week("7h30m", "29h24m")) == []

    def test_is_badly_arranged_when_they_are_idle_for_a_second_more(self):
        assert given(week("7h30m", "29h23m59s")) == [
            ("lead", "red", "badly_arranged", "mon+1 00:00"),
            ("manager", "red", "badly_arranged", "mon+1 00:00"),
        ]

    def test_is_told_with_the_role_and_the_idle_share(self):
        (first, _) = cards(run(week("7h30m", "21h")))
        assert (first.job, first.step, first.stages) == (None, None, ("making",))
        assert first.what == "maker: overtime while colleagues stood idle in 50% of their time"

    def test_without_overtime_may_have_idle_people(self):
        assert given(week("7h", "1h")) == []

    def test_of_another_role_does_not_matter(self):
        ben = {"ben": {"role": "fitter", "skills": {"plain": 1}}}
        assert given(week("7h30m", "1h", people=MAKERS | ben)) == []

    def test_counts_the_colleagues_together(self):
        # Ben works all week, Cleo not at all: half of their time is idle; with two more like Ben it is a quarter.
        busy, cleo = {"role": "maker", "skills": {"plain": 1}}, {"role": "maker"}
        people = MAKERS | {"cleo": cleo}
        assert roles(week("7h30m", "42h", people=people)) == ["lead", "manager"]
        plain = {"demand": {"at_start": 3}, "route": {"make": work("plain", "42h", stage="making", overtime=False)}}
        people = MAKERS | {"ben": busy | {"count": 3}, "cleo": cleo}
        assert given(week("7h30m", "42h", people=people, job_types={"plain": plain})) == []

    @pytest.mark.parametrize(("more", "number"), [("25h54m", 0), ("25h53m59s", 2)])
    def test_is_not_better_for_work_that_was_done_in_overtime(self, more, number):
        # Ben waits until 14:00 on Monday, works 3:30 and half an hour of overtime, and then 25:54 or a second less.
        route = {
            "wait": {"kind": "wait", "delay": "14h", "calendar": "always", "stage": "making"},
            "make": work("plain", "4h"),
            "more": work("plain", more, overtime=False),
        }
        scenario = week("42h30m", "1h", job_types={"plain": {"demand": {"at_start": 1}, "route": route}})
        assert len(given(scenario)) == number

    def test_of_sick_people_is_not_idle(self, monkeypatch):
        away(monkeypatch, ("ben", "mon 08:30", "mon+1 00:00"))
        assert given(week("7h30m", "1h")) == []

    def test_half_of_which_somebody_was_sick_is_measured_by_the_rest(self, monkeypatch):
        # Ben comes on Thursday: 21 hours, of which he works 14:42 or a second less.
        away(monkeypatch, ("ben", "mon 08:30", "thu 00:00"))
        assert given(week("7h30m", "14h42m")) == []
        assert roles(week("7h30m", "14h41m59s")) == ["lead", "manager"]

    def test_of_leave_is_not_idle(self):
        ben = {"ben": MAKERS["ben"] | {"leave": ["2026-01-05..2026-01-10"]}}
        assert given(week("7h30m", "1h", people=MAKERS | ben)) == []

    def test_is_the_business_of_those_who_answer_for_its_stages(self):
        plain = {"demand": {"at_start": 1}, "route": {"make": work("plain", "1h", stage="drawing")}}
        scenario = week("7h30m", "1h", job_types={"plain": plain})
        assert roles(scenario) == ["lead", "manager"]
        assert cards(run(scenario))[0].stages == ("drawing", "making")
        lead = TABLE | {"lead": TABLE["lead"] | {"stages": ["selling"]}}
        assert roles(week("7h30m", "1h", discipline=lead)) == ["manager"]

    def test_brings_one_card_to_each_who_answers_however_many_roles_it_is_about(self):
        others = {name: {"role": "fitter", "skills": {skill: 1}} for name, skill in (("cy", "fit"), ("dan", "nothing"))}
        fit = {"demand": {"at_start": 1}, "route": {"fit": work("fit", "7h30m", stage="making")}}
        scenario = week("7h30m", "1h", people=MAKERS | others, job_types={"fit": fit})
        assert roles(scenario) == ["lead", "manager"]

    def test_counts_when_it_is_over(self):
        assert given(week("7h30m", "1h"), weeks=until("sun 23:59:59")) == []
        assert len(given(week("7h30m", "1h", weeks=2))) == 2

    def test_begins_on_monday_whatever_day_the_run_begins_on(self):
        # From Thursday to Saturday Ben works all the time, or never; from Monday on he is idle.
        assert given(week("7h30m", "21h", start="2026-01-08")) == []
        found = cards(run(week("7h30m", "1h", start="2026-01-08")))
        assert [(card.role, card.time) for card in found] == [("lead", 4 * 86400), ("manager", 4 * 86400)]

    def test_of_another_shift_is_not_idle_beside_it(self):
        ben = {"ben": MAKERS["ben"] | {"calendar": "late"}}
        assert given(week("7h30m", "1h", people=MAKERS | ben)) == []

    def test_of_colleagues_who_change_to_the_shift_counts_from_then_on(self):
        change = {"calendar_changes": [{"from": "2026-01-05", "calendar": "day"}]}
        ben = {"ben": MAKERS["ben"] | {"calendar": "late"} | change}
        assert roles(week("7h30m", "1h", people=MAKERS | ben)) == ["lead", "manager"]


# -- whose work it is ------------------------------------------------------------------------------------------

ROLES = {
    "manager": {},
    "lead": {"reports_to": "manager"},
    "maker": {"reports_to": "lead"},
    "designer": {"department": "studio"},
    "clerk": {"reports_to": "chief"},
    "chief": {},
}
"""The lead is above the makers, the manager above the lead and, as approver of the studio, above the designers."""

STAFF = {
    "ann": {"role": "maker"},
    "dan": {"role": "designer"},
    "kim": {"role": "clerk", "calendar": "always"},
    "lee": {"role": "lead", "calendar": "late"},
}


class TestWhoseWork:
    def late(self, who: str, stage: str = "making", **parts: Any) -> list[str]:
        """Who gets a card for work that was late."""
        route = {"make": work(who, "30h", stage=stage), "delivered": DELIVERED}
        return [role for role, _, failing, _ in self.given(route, **parts) if failing == "overdue"]

    def given(self, route: dict[str, Any], **parts: Any) -> list[tuple[str, str, str, str | None]]:
        told = {"roles": ROLES, "people": STAFF, "departments": {"studio": {"approver": "manager"}}}
        return given(house(route, job=TODAY, **told | parts))

    def test_it_is_that_of_those_above_whoever_did_it(self):
        assert self.late("maker") == ["lead", "manager"]

    def test_who_did_it_answers_too(self):
        assert self.late("lead") == ["lead", "manager"]

    def test_it_is_not_that_of_who_is_above_others(self):
        assert self.late("clerk") == []

    def test_an_approver_answers_for_the_department(self):
        assert self.late("designer", stage="drawing") == ["designer", "manager"]

    def test_the_stage_counts_beside(self):
        assert self.late("designer") == ["manager"]

    def test_a_clerk_who_does_a_designers_step_is_no_designer(self):
        people = STAFF | {"kim": STAFF["kim"] | {"skills": {"drawing": 1}}}
        assert self.late("drawing", stage="drawing", people=people) == []

    def test_what_nobody_has_begun_is_that_of_those_who_could_do_it(self):
        people = STAFF | {"ann": STAFF["ann"] | {"leave": ["2026-01-05..2026-01-10"]}}
        assert self.late("maker", people=people) == ["lead", "manager"]

    def test_every_post_that_somebody_holds_counts(self):
        people = STAFF | {"kim": STAFF["kim"] | {"also": ["maker"]}}
        assert self.late("clerk", people=people) == ["lead", "manager"]

    def test_a_change_is_reported_by_whoever_does_the_step_after_it(self):
        site = choice(way("tell", "change"))
        route = {"make": work("maker"), "site": site, "tell": work("kim", "2h"), "delivered": DELIVERED}
        assert [card for card in self.given(route) if card[2] == "change_not_reported"] == []
        route["tell"] = work("maker", "2h")
        assert [card[0] for card in self.given(route) if card[2] == "change_not_reported"] == ["lead", "manager"]

    def test_those_above_arrange_work_and_not_those_who_do_it(self):
        table = TABLE | {"maker": {"cards": {"badly_arranged": "red"}}}
        parts = {
            "people": MAKERS,
            "roles": {"maker": {"reports_to": "lead"}, "lead": {"reports_to": "manager"}, "manager": {}},
        }
        assert roles(week("7h30m", "1h", discipline=table, **parts)) == ["lead", "manager"]

    def test_where_nobody_is_above_anybody_the_stage_alone_counts(self):
        roles_without = {name: {} for name in ROLES}
        assert self.late("clerk", roles=roles_without, departments={}) == ["lead", "manager"]


# -- all of them -----------------------------------------------------------------------------------------------


def busy() -> Any:
    """Jobs that are late, and changes that are reported late, on many days."""
    route = {
        "make": work("ann", "5h"),
        "site": choice(way("tell", "change", chance=0.5), way("delivered")),
        "tell": work("ann", "1h"),
        "delivered": DELIVERED,
    }
    job = TODAY | {"demand": {"at_start": 3, "gap": "11h"}}
    return house(route, job=job, weeks=2)


def test_windows_that_follow_each_other_share_out_the_cards():
    log = run(busy())
    whole = window_of(log)
    edges = [whole.since, at("mon 10:30"), at("tue 00:00"), at("fri 00:00"), whole.until]
    parts = [cards(log, Window(*pair)) for pair in itertools.pairwise(edges)]
    assert all(parts[1:])
    assert sum(parts, ()) == cards(log)


def test_what_happens_as_the_run_begins_is_in_its_first_window():
    scenario = house({"luck": choice(way("end", "not_archived"), stage="making")})
    assert roles(scenario) == ["lead"]


def test_the_warm_up_is_left_out():
    assert (
        given(house({"make": work("bea", "24h1s"), "delivered": DELIVERED}, job=TODAY, warm_up_weeks=1, weeks=2)) == []
    )


def test_a_run_that_goes_on_tells_of_the_dates_that_come_then():
    scenario = house({"make": work("ann", "8h"), "delivered": DELIVERED}, job=TODAY)
    first = run(scenario, weeks=until("mon 12:00"))
    then = run(scenario, state=state_at(first, at("mon 12:00")))
    assert cards(first) == ()
    assert cards(then) == cards(run(scenario))


def test_a_sickness_that_began_before_a_run_goes_on_is_no_idleness(monkeypatch):
    away(monkeypatch, ("ben", "mon 08:30", "mon+1 00:00"))
    first = run(week("14h30m", "1h"), weeks=until("mon 12:00"))
    then = run(week("14h30m", "1h"), state=state_at(first, at("mon 12:00")))
    assert then.overtime.height == 1
    assert cards(then) == ()


def test_no_discipline_brings_no_cards():
    assert given(house({"make": work("bea", "30h"), "delivered": DELIVERED}, job=TODAY, discipline={})) == []


def test_no_jobs_bring_no_cards():
    assert given(house({"make": work("bea", "30h")}, jobs=0)) == []
    assert given(house({"make": work("bea", "30h")}), weeks=0) == []


def test_an_agency_without_stages_has_cards_for_those_who_answer_for_everything():
    scenario = agency({"make": work("bea", "30h"), "delivered": DELIVERED}, people=PEOPLE, discipline=TABLE, job=TODAY)
    assert roles(scenario) == ["manager"]
    assert cards(run(scenario))[0].stages == ("other",)


def test_cards_are_counted_by_role_the_mildest_first():
    route = {
        "make": work("ann", "1h"),
        "site": choice(way("tell", "change")),
        "tell": work("ann", "8h"),
        "delivered": DELIVERED,
    }
    found = cards_by_role(cards(run(house(route, job=TODAY, jobs=2))))
    assert found == {"lead": {"blue": 2, "yellow": 2}, "manager": {"warning": 4}}
    assert list(found["lead"]) == [Card.BLUE, Card.YELLOW]
    assert cards_by_role(()) == {}


def test_cards_survive_json():
    (first, *_) = cards(run(decided("not_archived")))
    assert type(first).model_validate_json(first.model_dump_json()) == first
