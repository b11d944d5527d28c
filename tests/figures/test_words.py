"""What limits an agency, and whether its dates are held, in sentences."""

from __future__ import annotations

from typing import Any

from scripted import agency, run, work

from agencysim.figures import core_figures
from agencysim.figures.adequacy import adequacy
from agencysim.figures.words import in_words

PEOPLE = {"designer": {"count": 2}, "fitter": {}}
HOUSE = {
    "departments": {"design": {}, "production": {}},
    "roles": {
        "designer": {"department": "design"},
        "fitter": {"department": "production", "skills": {"welding": 1}},
    },
    "people": PEOPLE,
    "overtime": {"policy": "never"},
}


def told(route: dict[str, Any], *, jobs: int = 1, target: float | None = None, **parts: Any) -> tuple[str, ...]:
    """What is told of Monday, on which everybody has seven hours."""
    log = run(agency(route, jobs=jobs, **(HOUSE | parts)), weeks=1 / 7)
    return in_words(adequacy(log), core_figures(log), target)


def test_they_name_the_busy_the_idle_the_bottleneck_and_the_verdict():
    # Two drawings wait until 08:30; the second thing to mend waits from 17:00 to midnight.
    assert told({"draw": work("designer", "6h30m"), "mend": work("fitter", "30m")}, jobs=2) == (
        "designers: 93 % busy, 71 % of all waiting; production idle 93 %",
        "By load and waiting the bottleneck is designers: 93 % busy, 71 % of all waiting.",
        "By load the staffing is not adequate, and uneven: 1 of 2 roles overloaded (designers), 1 idle, "
        "people worked 64 % of their hours, a task waited 6.0 h on average.",
        "No date was due.",
    )


def test_names_are_in_words_and_in_the_plural_where_there_are_several():
    roles, people = {"design_lead": {}, "sales": {}}, {"design_lead": {}, "sales": {"count": 2}}
    first, *_ = told({"draw": work({"design_lead": 1, "sales": 2}, "7h")}, roles=roles, people=people)
    assert first == "design lead: 100 % busy, 50 % of all waiting; sales: 100 % busy, 50 % of all waiting"


def test_who_is_waited_for_longest_is_named_first():
    drawings = {"demand": {"at_start": 2}, "route": {"draw": work("designer", "7h")}}
    first, *_ = told({"mend": work("fitter", "3h")}, jobs=2, job_types={"drawing": drawings})
    # The things to mend wait until 08:30 and 11:30, the drawings until 08:30.
    assert first == "fitter: 86 % busy, 54 % of all waiting; designers: 100 % busy, 46 % of all waiting"


def test_without_departments_the_roles_are_told_that_have_little_to_do():
    first, *_ = told({"draw": work("designer", "7h")}, departments={}, roles={"designer": {}, "fitter": {}})
    assert first == "designers idle 50 %; fitter idle 100 %"


def test_where_all_is_well_nobody_is_named():
    assert told({"mend": work({"designer": 2, "fitter": 1}, "5h")}) == (
        "No role is so busy that it is the bottleneck.",
        "Of what must come together, jobs waited most for designer + fitter: 100 % of the waiting that the agency has "
        "in its hands.",
        "By load the staffing is adequate: none of 2 roles overloaded, none idle, "
        "people worked 71 % of their hours, a task waited 8.5 h on average.",
        "No date was due.",
    )


def test_somebody_who_is_not_there_is_named():
    first, *_ = told({"mend": work("fitter")}, people=PEOPLE | {"fitter": {"leave": ["2026-01-05"]}})
    assert first.startswith("fitter: nobody there, 100 % of all waiting; ")


def test_an_agency_of_nobody_is_neither_adequate_nor_not():
    think = {"kind": "wait", "delay": "1h", "calendar": "always"}
    sentences = told({"think": think}, people={}, roles={}, departments={})
    assert "Whether the staffing is adequate cannot be said: nobody was there, and nothing waited." in sentences


class TestThings:
    PRESS = {"kind": "work", "crew": "fitter", "equipment": {"old_press": 1}, "content": "2h"}
    PEOPLE = PEOPLE | {"fitter": {"count": 2}}

    def test_a_machine_is_the_bottleneck(self):
        # Both fitters press in turn: from 08:30, from 10:30 (with the break until 14:30), and from 15:00 on.
        equipment = {"old_press": {"calendar": "day"}}
        sentences = told({"press": self.PRESS}, jobs=3, people=self.PEOPLE, equipment=equipment)
        assert sentences[0].startswith("the old press: 86 % busy, 50 % of all waiting; ")
        assert sentences[1] == (
            "By load and waiting the bottleneck is the old press: 86 % of the hours, 50 % of all waiting."
        )

    def test_several_of_a_kind_have_their_hours(self):
        equipment = {"old_press": {"calendar": "day", "count": 2}}
        sentences = told({"press": self.PRESS}, jobs=6, people={"fitter": {"count": 3}}, equipment=equipment)
        assert "the old press: 86 % of the hours" in sentences[1]

    def test_without_a_bottleneck_machines_are_none_either(self):
        sentences = told({"press": self.PRESS}, people=self.PEOPLE, equipment={"old_press": {"calendar": "day"}})
        assert "No role, and no machine or vehicle is so busy that it is the bottleneck." in sentences

    def test_a_vehicle_with_its_crew_is_named_though_none_of_them_is_busy(self):
        there = work({"fitter": 1, "designer": 1}, "1h", vehicles={"van": 1})
        here = work("designer", "1h", vehicles={"van": 1})
        sentences = told({"draw": work("fitter", "10m"), "there": there, "here": here}, vehicles={"van": {}})
        # From midnight to 08:30 for the fitter alone; the rest is done without waiting.
        assert not any("come together" in sentence for sentence in sentences)
        sentences = told({"there": there, "here": here}, vehicles={"van": {}})
        assert (
            "Of what must come together, jobs waited most for the van and its crew (used for 29 % of the hours): "
            "100 % of the waiting that the agency has in its hands." in sentences
        )


class TestDates:
    PROMISE = {"lead_time": "1h", "calendar": "day"}

    def late(self, content: str, target: float | None, **parts: Any) -> tuple[str, ...]:
        """What is told of a thing to mend that was promised for Monday, and can be begun on Tuesday."""
        sleep = {"kind": "wait", "delay": "30h", "calendar": "always"}
        log = run(
            agency({"mend": work("fitter", content), "sleep": sleep}, **HOUSE, job={"promise": self.PROMISE}, **parts),
            weeks=2 / 7,
        )
        return in_words(adequacy(log), core_figures(log), target)

    def test_load_does_not_explain_dates_that_are_not_held_where_nobody_is_overloaded(self):
        adequate = next(s for s in self.late("1h", 0.9) if "staffing" in s)
        assert adequate.startswith(
            "Load does not explain that too few dates are held, since by load the staffing is more than adequate: "
        )

    def test_it_is_only_the_sum_up_where_dates_are_held_or_no_share_is_wanted(self):
        for target in (None, 0.0):
            adequate = next(s for s in self.late("1h", target) if "staffing" in s)
            assert adequate.startswith("By load the staffing is more than adequate: ")

    def test_where_somebody_is_overloaded_load_may_explain_it(self):
        adequate = next(s for s in self.late("14h", 0.9) if "staffing" in s)
        assert adequate.startswith("By load the staffing is not adequate, and uneven: ")

    def test_what_jobs_waited_for_is_told_with_it(self):
        assert self.late("1h", 0.9)[-1] == (
            "0 % of 1 date was held, 90 % wanted; of what the agency has in its hands, "
            "jobs waited longest for fitter (8.5 h on average, 1 times)."
        )
