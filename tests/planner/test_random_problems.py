"""Random small problems: every plan is sound, and one more person makes none worse; `make verify` plans all of them."""

import pytest
from random_problems import FAMILIES, examine, is_worse, least_lateness, orders, with_one_more
from report_of_plans import PAGE, TITLE, Summary, page, summary, verdict
from small_problems import at, person, problem, task

from agencysim.planner import cost_of, plan
from agencysim.planner.problem import Job

SAMPLE = [(name, seed) for name, family in FAMILIES.items() for seed in range(family.sample)]

ROUNDS = 2
"""Of the sample no more is proven in more rounds."""


def test_a_test_run_plans_fifty_problems_and_a_verification_five_hundred():
    assert len(SAMPLE) == 50
    assert sum(family.count for family in FAMILIES.values()) == 500


@pytest.mark.parametrize(("name", "seed"), SAMPLE)
def test_the_plan_of_a_random_problem_is_sound(name, seed):
    assert examine(FAMILIES[name]._replace(rounds=ROUNDS), seed).faults == ()


@pytest.mark.parametrize("seed", range(8))
def test_the_least_lateness_is_that_of_exhaustive_search(seed):
    given = orders(seed)
    result = plan(given, rounds=2)
    assert result.bounds[0] == pytest.approx(least_lateness(given))
    assert cost_of(given, result.plan).lateness == pytest.approx(least_lateness(given))


def test_the_random_problems_have_every_feature():
    found = [FAMILIES[name].make(seed) for name, seed in SAMPLE]
    tasks = [each for given in found for each in given.tasks]
    for feature in ("coverage", "reserve", "locks", "units"):
        assert sum(bool(getattr(given, feature)) for given in found) >= 3, feature
    assert sum(given.settings.overtime_first for given in found) >= 3
    assert sum(any(job.deadline is not None for job in given.jobs) for given in found) >= 3
    for feature in ("outside", "site", "splittable", "travel", "after"):
        assert sum(bool(getattr(each, feature)) for each in tasks) >= 3, feature


# -- the instruments ---------------------------------------------------------------------------------------------------


def test_one_more_person_is_a_copy_of_somebody_who_can_do_the_work():
    given = problem([person("ann", "sell"), person("ben", "print")], [task("t", 8, "print")])
    assert [each.holdings[0].skill for each in with_one_more(given, 0).people] == ["sell", "print", "print"]


def test_one_more_person_halves_what_comes_late():
    work = [task("t", 4, "print", job=name) for name in ("J", "K")]
    jobs = tuple(Job(id=name, due=at(0, 12)) for name in ("J", "K"))
    given = problem([person("ann", "print")], work, jobs=jobs)
    costs = [plan(each, rounds=2).cost.lateness for each in (given, with_one_more(given, 0))]
    assert costs == [5.0, 0.0]


@pytest.mark.parametrize(
    ("tiers", "than", "worse"),
    [((1.0, 5.0), (2.0, 0.0), False), ((2.0, 0.0), (1.0, 5.0), True), ((1.0, 5.0), (1.0 + 1e-9, 4.0), True)],
)
def test_the_first_tier_that_differs_counts(tiers, than, worse):
    assert is_worse(tiers, than) == worse


# -- the report --------------------------------------------------------------------------------------------------------


def test_the_committed_report_is_about_all_problems_and_found_no_fault():
    text = PAGE.read_text(encoding="utf-8").split(f"# {TITLE}\n")[1]
    assert "500 random problems were planned, and nothing is wrong with any plan." in text
    for name, family in FAMILIES.items():
        assert f"| {name} | {family.count} |" in text


def test_a_report_names_every_problem_of_which_something_is_wrong():
    outcome = examine(FAMILIES["two or three days of a crew"], 1)
    bad = outcome._replace(faults=("locked work has been moved",))
    found = {"days": summary([outcome, bad])}
    assert verdict(found) == "**Something is wrong with 1 of 2 plans**: days 1, locked work has been moved."
    assert "| days | 2 |" in page(found, Summary(3, 3, 3, 0, 0.1, 0.5, ()))
