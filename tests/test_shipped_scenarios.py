"""The scenarios that come with the package: who is there, where values come from, and that they run."""

from pathlib import Path

import pytest

import agencysim as ag
from agencysim.domain import Choice, Fork, Join, Milestone, Stock, Wait, Work
from agencysim.scenario import assumed, evidence, warnings_of

FOLDER = Path(__file__).parents[1] / "scenarios"
FILES = sorted(FOLDER.rglob("*.yaml"))
WHAT_IFS = {
    "late_shift": {"people.day_fabricator.count", "people.evening_fabricator.count"},
    "one_more_designer": {"people.designer.count"},
    "second_crew_and_van": {"people.day_installer.count", "people.driver.count", "vehicles.van.count"},
}
HEADINGS = {"name", "description"}

# How many hold each post of an agency grown from the descriptions of its roles.
POSTS = {
    "general_manager": 1,
    "department_manager": 1,
    "admin_clerk": 1,
    "business_rep": 4,
    "service_lead": 1,
    "account_director": 1,
    "account_manager": 1,
    "account_executive": 2,
    "planning_lead": 1,
    "planner": 1,
    "copywriter": 1,
    "project_manager": 1,
    "design_lead": 1,
    "designer": 2,
    "creation_director": 1,
    "production_lead": 1,
    "print_operator": 2,
    "fabricator": 3,
    "electrician": 1,
    "install_lead": 1,
    "installer": 3,
    "driver": 1,
}


@pytest.fixture(scope="module")
def agency():
    return ag.load(FOLDER / "signage_agency.yaml")


@pytest.fixture(scope="module")
def shop():
    return ag.load(FOLDER / "small_sign_shop.yaml")


def posts(scenario):
    found = {}
    for key, group in scenario.people.items():
        role = group.role or key
        found[role] = found.get(role, 0) + group.count
    return found


def paths_changed(before, after):
    changes = ag.difference(before.model_dump(mode="json"), after.model_dump(mode="json"))
    return {change.path for change in changes} - HEADINGS


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_shipped_file_loads_without_a_warning_and_is_named_like_its_file(file):
    scenario = ag.load(file)
    assert warnings_of(scenario) == []
    assert scenario.name == file.stem


def test_the_agency_has_its_32_people_in_their_posts(agency):
    assert posts(agency) == POSTS
    assert sum(POSTS.values()) == 32


def test_one_representative_acts_as_their_lead_too(agency):
    assert [key for key, group in agency.people.items() if group.also] == ["acting_business_lead"]


def test_the_shop_has_8_people(shop):
    assert posts(shop) == {"owner": 1, "designer": 2, "foreman": 1, "printer": 1, "maker": 1, "installer": 2}


def test_the_agency_does_at_least_the_nine_kinds_of_jobs(agency):
    signs = {"banner", "poster_campaign", "light_box", "channel_letters", "vehicle_wrap"}
    others = {"exhibition_stand", "event", "maintenance", "brand_campaign"}
    assert set(agency.job_types) >= signs | others


@pytest.mark.parametrize("kind", [Work, Wait, Choice, Fork, Join, Stock, Milestone])
def test_the_agency_uses_every_kind_of_step(agency, kind):
    assert any(isinstance(step, kind) for job in agency.job_types.values() for step in job.route.values())


def test_every_job_that_clients_ask_for_ends_in_all_of_its_value(agency):
    for name, job in agency.job_types.items():
        if job.value is not None:
            earned = sum(step.earns for step in job.route.values() if isinstance(step, Milestone))
            assert earned == pytest.approx(1), name


def test_the_account_departments_work_42_hours_a_week_as_is_written_down(agency):
    day = agency.shifts["day"].periods
    assert [str(period) for period in day] == ["08:30-12:00", "14:00-17:30"]
    assert 6 * sum(period.end - period.start for period in day) == 42 * 3600


@pytest.mark.parametrize("name", ["signage_agency", "small_sign_shop"])
def test_every_value_says_where_it_comes_from(name):
    scenario = ag.load(FOLDER / f"{name}.yaml")
    assert [row.path for row in evidence(scenario) if row.source == "unstated"] == []
    assert assumed(scenario)


@pytest.mark.parametrize("name", WHAT_IFS)
def test_a_what_if_differs_by_what_it_says(agency, name):
    assert paths_changed(agency, ag.load(FOLDER / "what_if" / f"{name}.yaml")) == WHAT_IFS[name]


def test_a_what_if_of_a_what_if_has_both_changes():
    crew = ag.load(FOLDER / "what_if" / "second_crew_and_van.yaml")
    more = ag.load(FOLDER / "what_if" / "second_crew_and_a_fifth_more_work.yaml")
    types = ["light_box", "channel_letters", "maintenance"]
    assert paths_changed(crew, more) == {f"job_types.{name}.demand.per_week" for name in types}
    for name in types:
        before, after = crew.job_types[name].demand.per_week, more.job_types[name].demand.per_week
        assert after == pytest.approx(1.2 * before)


def test_a_few_weeks_of_the_agency_bring_finished_jobs_of_the_quick_kinds(agency):
    log = ag.simulate(agency, seed=1, weeks=3)
    done = log.jobs.filter(log.jobs["due_reached"].is_not_null())
    assert {"banner", "maintenance"} <= set(done["job_type"])
    assert (log.tasks["end"].drop_nulls() <= log.manifest.end).all()


def test_a_few_weeks_of_the_shop_bring_money(shop):
    log = ag.simulate(shop, seed=1, weeks=4)
    assert log.money.filter(log.money["kind"] == "revenue")["amount"].sum() > 0
