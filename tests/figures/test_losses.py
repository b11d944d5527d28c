"""What mistakes cost and who bears it, on runs small enough to be reckoned by hand."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from scripted import agency, at, away, run, work

from agencysim.figures.base import Window, window_of
from agencysim.figures.losses import LossShare, losses
from agencysim.snapshot import state_at

MEANS = {
    "people": {"ann": {"wage": 10}, "bea": {"wage": 30}, "eve": {"wage": 10, "calendar": "late"}},
    "materials": {
        "sheet": {"stock": 100, "reorder_point": 0, "reorder_quantity": 100, "lead_time": "1h", "price": 5},
        "paint": {"stock": 100, "reorder_point": 0, "reorder_quantity": 100, "lead_time": "1h", "price": 2},
    },
    "stages": {"making": {}, "checking": {}},
}
"""Ann earns 10 an hour, Bea 30; a sheet costs 5, a litre of paint 2."""


def choice(*ways: dict[str, Any], **details: Any) -> dict[str, Any]:
    return {"kind": "choice", "branches": list(ways), **details}


def way(to: str, means: str | None = None, **details: Any) -> dict[str, Any]:
    return {"to": to, "means": means, **details}


def first(number: int) -> dict[str, Any]:
    """The condition of a way that is taken on the first visits, and never again."""
    return {"fact": "attempt", "below": number + 0.5}


def takes(**uses: float) -> dict[str, Any]:
    return {"kind": "stock", "uses": uses}


def found(route: dict[str, Any], **parts: Any) -> Any:
    """The losses of a run."""
    how = {name: parts.pop(name) for name in ("weeks",) if name in parts}
    return losses(run(agency(route, **MEANS | parts), **how))


def scrapped(found_by: str | None, times: int = 1) -> dict[str, Any]:
    """A sign of 2 sheets and one hour (20 in all) that is thrown away at the check, and made again."""
    return {
        "draw": work("bea", "1h"),
        "cut": takes(sheet=2),
        "make": work("ann", "1h", stage="making"),
        "check": choice(way("cut", "scrap", when=first(times), found_by=found_by), way("end")),
    }


def reworked(found_by: str | None, means: str = "rework") -> dict[str, Any]:
    """A sign that Bea puts right in half an hour (15), with a litre of paint (2)."""
    return {
        "make": work("ann", "1h", stage="making"),
        "check": choice(way("mend", means, when=first(1), found_by=found_by), way("end")),
        "mend": work("bea", "30m"),
        "paint": {**takes(paint=1), "next": "look"},
        "look": {**work("ann", "6m"), "next": "check"},  # 1
    }


def is_close(one: LossShare, **amounts: float) -> bool:
    return one.model_dump() == pytest.approx(amounts)


# -- own mistakes: the crew bears a multiple of the waste -------------------------------------------------------

OWN = [("crew", 1 / 3), ("other", 0.5), ("company", 5.0), (None, 5.0), ("client", 0.0)]


class TestScrap:
    @pytest.mark.parametrize(("found_by", "multiple"), OWN)
    def test_is_borne_by_the_crew_as_it_was_found(self, found_by, multiple):
        figures = found(scrapped(found_by))
        amounts = {"count": 1, "waste": 20, "repair": 20, "crew": 20 * multiple, "company": 20 - 20 * multiple}
        assert list(figures.events) == ["scrap"]
        assert list(figures.events["scrap"]) == [found_by or "company"]
        assert is_close(figures.events["scrap"][found_by or "company"], **amounts)
        assert is_close(figures.total, **amounts)

    def test_wastes_what_is_done_again_and_nothing_else(self):
        # The drawing (30) is not thrown away; the coat of paint (2) that it never had is no waste, but repair.
        route = scrapped("crew")
        route["check"] = choice(
            way("cut", "scrap", when=first(1), found_by="crew"), way("coat", when=first(2)), way("end")
        )
        route["coat"] = {**takes(paint=1), "next": "check"}
        assert is_close(found(route).total, count=1, waste=20, repair=20, crew=20 / 3, company=40 / 3)

    def test_of_what_was_made_again_is_counted_again(self):
        figures = found(scrapped("crew", times=3))
        assert is_close(figures.total, count=3, waste=60, repair=60, crew=20, company=40)

    def test_wastes_the_last_making_not_the_first(self):
        route = {
            "make": work("bea", {"kind": "discrete", "values": ["1h", "3h"], "weights": [1, 1]}),
            "check": choice(way("make", "scrap", when=first(2), found_by="other"), way("end")),
        }
        log = run(agency(route, **MEANS), seed=2)
        one, two, three = (30 * seconds / 3600 for seconds in log.tasks["worked"])
        assert one != two
        half = (one + two) / 2
        assert is_close(losses(log).total, count=2, waste=one + two, repair=two + three, crew=half, company=half)

    def test_wastes_what_was_made_before_the_loop_however_often_it_is_made_in_it(self):
        route = {
            "make": work("bea", {"kind": "discrete", "values": ["1h", "3h"], "weights": [1, 1]}),
            "feel": choice(way("check", when=first(1)), way("make", when=first(2)), way("check")),
            "check": choice(way("make", "scrap", when=first(1), found_by="other"), way("end")),
        }
        log = run(agency(route, **MEANS), seed=2)
        one, two, three = (30 * seconds / 3600 for seconds in log.tasks["worked"])
        assert one != two
        assert is_close(losses(log).total, count=1, waste=one, repair=two + three, crew=one / 2, company=one / 2)

    def test_is_worth_the_wasted_material_too(self):
        route = scrapped("other")
        route["cut"]["waste"] = 0.5
        assert is_close(found(route).total, count=1, waste=25, repair=25, crew=12.5, company=12.5)

    def test_is_worth_the_wages_of_all_who_were_at_it(self):
        route = scrapped("other")
        route["make"]["crew"] = ["ann", "bea"]
        assert is_close(found(route).total, count=1, waste=50, repair=50, crew=25, company=25)

    def test_is_worth_what_another_firm_was_paid(self):
        # Eve comes at 14:00; the other firm takes one hour and 7 for it.
        route = scrapped("other")
        route["make"] |= {"crew": "eve", "outsource": {"price": 7, "delay": "1h", "after": "0"}}
        log = run(agency(route, **MEANS))
        assert log.tasks.filter(log.tasks["step"] == "make")["status"].to_list() == ["outsourced"] * 2
        assert is_close(losses(log).total, count=1, waste=17, repair=17, crew=8.5, company=8.5)

    def test_counts_work_that_was_stopped_in_all_its_parts(self, monkeypatch):
        away(monkeypatch, ("ann", "mon 10:00", "tue 00:00"))
        figures = found(scrapped("other"))
        assert is_close(figures.total, count=1, waste=20, repair=20, crew=10, company=10)


class TestRework:
    @pytest.mark.parametrize(("found_by", "multiple"), OWN)
    def test_is_borne_by_the_crew_as_it_was_found(self, found_by, multiple):
        figures = found(reworked(found_by))
        amounts = {"count": 1, "waste": 18, "repair": 18, "crew": 18 * multiple, "company": 18 - 18 * multiple}
        assert is_close(figures.events["rework"][found_by or "company"], **amounts)

    def test_is_measured_by_the_first_work_if_the_job_does_not_come_back_to_the_check(self):
        route = reworked("other")
        route["look"]["next"] = "done"
        route["done"] = {"kind": "milestone"}
        assert is_close(found(route).total, count=1, waste=15, repair=15, crew=7.5, company=7.5)

    def test_takes_in_material_that_is_taken_before_the_first_work(self):
        route = {
            "make": work("ann"),
            "check": choice(way("paint", "rework", found_by="other")),
            "paint": takes(paint=1),
            "mend": work("bea", "30m"),
            "pack": work("ann"),
        }
        assert is_close(found(route).total, count=1, waste=17, repair=17, crew=8.5, company=8.5)

    def test_that_ends_the_job_costs_nothing(self):
        route = {"make": work("ann"), "check": choice(way("end", "rework"))}
        assert is_close(found(route).total, count=1, waste=0, repair=0, crew=0, company=0)

    def test_does_not_pay_for_what_goes_on_beside_it(self):
        route = {
            "split": {"kind": "fork", "branches": ["make", "permit"], "join": "both"},
            "make": work("ann", "1h"),
            "check": choice(way("mend", "rework", when=first(1), found_by="other"), way("both")),
            "mend": {**work("ann", "1h"), "next": "check"},
            "permit": work("bea", "30m"),
            "letter": work("bea", "3h", next="both"),
            "both": {"kind": "join"},
        }
        route["permit"] = work("bea", "1h30m")  # the letter begins at 10:00, while Ann mends
        assert is_close(found(route).total, count=1, waste=10, repair=10, crew=5, company=5)

    def test_that_is_not_over_costs_what_has_been_done(self):
        weeks = at("mon 09:45") / at("mon+1 00:00")
        assert is_close(
            found(reworked("other"), weeks=weeks).total, count=1, waste=7.5, repair=7.5, crew=3.75, company=3.75
        )


# -- errors that came from upstream ----------------------------------------------------------------------------


class TestAnErrorBuiltInUnchecked:
    @pytest.mark.parametrize("found_by", ["crew", "other", "company", None])
    def test_costs_the_crew_half_the_loss_and_all_of_the_repair(self, found_by):
        figures = found(reworked(found_by, "error_built_in"))
        assert is_close(
            figures.events["error_built_in"][found_by or "company"],
            count=1,
            waste=18,
            repair=18,
            crew=9 + 18,
            company=9,
        )

    def test_that_a_client_complains_about_is_the_companys(self):
        figures = found(reworked("client", "error_built_in"))
        assert is_close(figures.total, count=1, waste=18, repair=18, crew=0, company=36)


def test_an_error_that_is_caught_costs_nobody_anything():
    figures = found(reworked("crew", "error_caught"))
    assert is_close(figures.events["error_caught"]["crew"], count=1, waste=0, repair=0, crew=0, company=0)


# -- all of them -----------------------------------------------------------------------------------------------


def test_the_shares_are_the_scenarios():
    own = {"own": {"crew": 1.0}, "unchecked": 0.25, "unchecked_repair": 0.5}
    assert is_close(found(scrapped("crew"), losses=own).total, count=1, waste=20, repair=20, crew=20, company=0)
    built_in = found(reworked("other", "error_built_in"), losses=own).total
    assert is_close(built_in, count=1, waste=18, repair=18, crew=4.5 + 9, company=13.5 + 9)
    # A share that is not named is the company's.
    assert is_close(found(scrapped("other"), losses=own).total, count=1, waste=20, repair=20, crew=0, company=20)


def test_other_decisions_are_no_losses():
    for means in ("revision", "sent_back", "alteration", "defect", None):
        assert found(reworked("crew", means)).total == LossShare()


def test_losses_are_told_by_the_stage_of_the_check():
    assert list(found(scrapped("crew")).by_stage) == ["making"]
    route = scrapped("crew")
    route["check"]["stage"] = "checking"
    figures = found(route)
    assert figures.by_stage == {"checking": figures.total}


def test_losses_are_told_by_who_found_the_mistake():
    figures = found(scrapped("other"))
    assert figures.by_finder == {"other": figures.total}
    assert list(found(scrapped(None)).by_finder) == ["company"]


def test_the_total_is_the_sum_of_its_parts():
    route = scrapped("other") | {
        "check": choice(
            way("cut", "scrap", when=first(1), found_by="other"),
            way("mend", "rework", when=first(2), found_by="crew"),
            way("cut", "scrap", when=first(3), found_by="crew"),
            way("end"),
        ),
        "mend": {**work("bea", "1h"), "next": "check"},
    }
    figures = found(route, jobs=2)
    assert {means: set(parts) for means, parts in figures.events.items()} == {
        "scrap": {"other", "crew"},
        "rework": {"crew"},
    }
    # Twice: scrap found by others (20), rework (30) and scrap found by the crew (20).
    assert is_close(figures.events["scrap"]["other"], count=2, waste=40, repair=40, crew=20, company=20)
    assert is_close(figures.events["rework"]["crew"], count=2, waste=60, repair=60, crew=20, company=40)
    assert is_close(figures.total, count=6, waste=140, repair=140, crew=20 + 20 + 40 / 3, company=20 + 40 + 80 / 3)


def test_windows_that_follow_each_other_share_out_the_losses():
    log = run(agency(scrapped("crew", times=3), **MEANS, jobs=3))
    whole = window_of(log)
    edges = [whole.since, at("mon 10:30"), at("mon 11:30"), at("mon 14:30"), whole.until]
    parts = [losses(log, Window(*pair)).total for pair in itertools.pairwise(edges)]
    assert all(part.count for part in parts)
    for name, amount in losses(log).total.model_dump().items():
        assert sum(getattr(part, name) for part in parts) == pytest.approx(amount)


def test_a_mistake_found_as_the_run_begins_is_in_its_first_window():
    assert found({"check": choice(way("end", "rework"))}).total.count == 1


def test_a_run_that_goes_on_knows_nothing_of_what_was_spent_before():
    scenario = agency(scrapped("other"), **MEANS)
    state = state_at(run(scenario), at("mon 09:45"))
    figures = losses(run(scenario, state=state))
    # The sheets (10) are gone before, and so is the drawing: at 10:30 the hour of making is thrown away.
    assert is_close(figures.total, count=1, waste=10, repair=20, crew=5, company=5)


def test_a_chance_of_nothing_loses_nothing():
    route = reworked("crew")
    route["check"] = choice(way("mend", "scrap", chance=0.0), way("end"))
    assert found(route).total == LossShare()
    assert found(route).events == {}


def test_no_jobs_and_no_wages_lose_nothing():
    assert found(scrapped("crew"), jobs=0).total == LossShare()
    assert found(scrapped("crew"), weeks=0).total == LossShare()
    free = found(reworked("crew"), people={"ann": {}, "bea": {}}, materials=MEANS["materials"]).total
    assert is_close(free, count=1, waste=2, repair=2, crew=2 / 3, company=4 / 3)


def test_losses_survive_json():
    figures = found(scrapped("crew"))
    assert type(figures).model_validate_json(figures.model_dump_json()) == figures
