"""The scenarios that come with the package: who is there, where values come from, and that they run."""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

import agencysim as ag
from agencysim.domain import Choice, Fork, Join, Milestone, Stock, Wait, Work
from agencysim.scenario import assumed, evidence, warnings_of
from agencysim.scenario.paths import parts_of

FOLDER = Path(__file__).parents[1] / "scenarios"
FILES = sorted(FOLDER.rglob("*.yaml"))
OWN = ["campaign_agency", "signage_agency", "small_sign_shop"]
DEMANDED = [
    "banner",
    "brand_campaign",
    "channel_letters",
    "event",
    "exhibition_stand",
    "light_box",
    "maintenance",
    "poster_campaign",
    "vehicle_wrap",
]
PRINTS = {
    f"job_types.{name}.route.print.outsource.after"
    for name in ("banner", "poster_campaign", "vehicle_wrap", "exhibition_stand", "event")
}
WHAT_IFS = {
    "demand_up_by_a_fifth": {f"job_types.{name}.demand.per_week" for name in DEMANDED},
    "electrician_away_two_weeks": {"people.electrician.leave"},
    "five_day_week": {
        "calendars.company.week",
        "calendars.installation_nights.week",
        "calendars.production_evening.week",
        "calendars.workshop.week",
        "routines.tidy_up.weekdays",
        "routines.weekly_report.weekdays",
        "working_time.rules.contract.week_hours",
    },
    "late_shift": {"people.day_fabricator.count", "people.evening_fabricator.count"},
    "one_more_designer": {"people.designer.count"},
    "printing_outsourced": PRINTS | {"job_types.light_box.route.face_print.outsource.after"},
    "second_crew_and_van": {"people.day_installer.count", "people.driver.count", "vehicles.van.count"},
    "two_fabricators_lent_to_installation": {"people.day_fabricator.lent", "warm_up_weeks"},
}
HEADINGS = {"name", "description"}
OF_THE_RUN = {"name", "description", "documentation", "weeks", "warm_up_weeks", "provenance", "stages"}
"""Headings, what reports say, what is decided for a run, and groups of steps: no facts about an agency."""

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


@pytest.fixture(scope="module")
def campaigns():
    return ag.load(FOLDER / "campaign_agency.yaml")


def skills_of(step):
    return {place.skill for place in step.crew}


def leaves(data, place=()):
    """Yield the place of every single value, labels left out."""
    if isinstance(data, dict):
        for key, inside in data.items():
            if key != "label":
                yield from leaves(inside, (*place, str(key)))
    elif isinstance(data, list):
        for index, inside in enumerate(data):
            yield from leaves(inside, (*place, str(index)))
    else:
        yield place


def is_covered(place, patterns):
    return any(
        len(pattern) <= len(place) and all(fnmatchcase(key, part) for part, key in zip(pattern, place, strict=False))
        for pattern in patterns
    )


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


def test_hours_and_overtime_are_those_of_the_contract_and_two_laws_are_reported(agency):
    contract = agency.working_time.named("contract")
    assert (agency.working_time.overtime_from, contract.week_hours, contract.day_hours) == ("contract", 42, 7)
    assert set(agency.working_time.report) == {"china", "eu"}


# -- the campaign agency


def test_the_campaign_agency_has_60_people_most_of_them_in_offices(campaigns):
    found = posts(campaigns)
    assert sum(found.values()) == 60
    makers = sum(n for role, n in found.items() if campaigns.roles[role].department == "production")
    assert makers == 6


def test_the_account_side_is_one_line_from_executive_to_general_manager(campaigns):
    line, role = [], "account_executive"
    while role:
        line.append(role)
        role = campaigns.roles[role].reports_to
    assert line == [
        "account_executive",
        "account_manager",
        "account_director",
        "group_account_director",
        "client_service_director",
        "general_manager",
    ]
    assert {"strategy_director", "executive_creative_director", "creative_director"} <= set(posts(campaigns))


def test_creation_presents_and_the_service_side_stands_in(campaigns):
    route = campaigns.job_types["brand_campaign"].route
    assert "creative_director" in skills_of(route["show"])
    assert "executive_creative_director" in skills_of(route["pitch_talk"])
    assert "strategy_director" in skills_of(route["brief"])
    stand_ins = {one.absent: one.by for one in campaigns.stand_ins}
    for role in ("creative_director", "executive_creative_director"):
        assert campaigns.roles[stand_ins[role]].department == "service"


def test_every_account_team_has_a_director_a_manager_and_an_executive(campaigns):
    assert len(campaigns.account_teams) == 4
    for team in campaigns.account_teams.values():
        roles = {person.split(".")[0] for person in team.people}
        assert roles == {"account_director", "account_manager", "account_executive"}


# -- where values come from


@pytest.mark.parametrize("name", OWN)
def test_every_value_says_where_it_comes_from(name):
    scenario = ag.load(FOLDER / f"{name}.yaml")
    assert [row.path for row in evidence(scenario) if row.source == "unstated"] == []
    assert assumed(scenario)


@pytest.mark.parametrize("name", OWN)
def test_even_what_is_no_number_is_covered_by_the_provenance(name):
    scenario = ag.load(FOLDER / f"{name}.yaml")
    patterns = [parts_of(path) for path in scenario.provenance]
    data = scenario.model_dump(mode="json", exclude_unset=True)
    stated = [place for place in leaves(data) if place[0] not in OF_THE_RUN]
    assert len(stated) > 100
    assert [".".join(place) for place in stated if not is_covered(place, patterns)] == []


@pytest.mark.parametrize("name", OWN)
def test_published_values_name_their_public_source(name):
    sources = {entry.source for entry in ag.load(FOLDER / f"{name}.yaml").provenance.values()}
    published = sources - {"rule", "assumed"}
    assert all("Labour Law" in source or "statistics" in source for source in published)


# -- what-ifs


@pytest.mark.parametrize("name", WHAT_IFS)
def test_a_what_if_differs_by_what_it_says(agency, name):
    changed = paths_changed(agency, ag.load(FOLDER / "what_if" / f"{name}.yaml"))
    told = {path: {said for said in WHAT_IFS[name] if f"{path}.".startswith(f"{said}.")} for path in changed}
    assert all(told.values()), told
    assert set().union(*told.values()) == WHAT_IFS[name]


def test_every_what_if_is_told_of_here():
    told = {*WHAT_IFS, "second_crew_and_a_fifth_more_work"}
    assert {file.stem for file in (FOLDER / "what_if").glob("*.yaml")} == told


def test_a_what_if_of_a_what_if_has_both_changes():
    crew = ag.load(FOLDER / "what_if" / "second_crew_and_van.yaml")
    more = ag.load(FOLDER / "what_if" / "second_crew_and_a_fifth_more_work.yaml")
    types = ["light_box", "channel_letters", "maintenance"]
    assert paths_changed(crew, more) == {f"job_types.{name}.demand.per_week" for name in types}
    for name in types:
        before, after = crew.job_types[name].demand.per_week, more.job_types[name].demand.per_week
        assert after == pytest.approx(1.2 * before)


def test_the_readme_tells_of_every_file():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [file.name for file in FILES if f"({file.relative_to(FOLDER).as_posix()})" not in text] == []


def test_the_electrician_is_away_for_two_weeks_more(agency):
    before = agency.people["electrician"].leave
    after = ag.load(FOLDER / "what_if" / "electrician_away_two_weeks.yaml").people["electrician"].leave
    assert set(before) < set(after)
    (more,) = set(after) - set(before)
    assert (more.last - more.first).days == 12


def test_lent_fabricators_can_install_and_drive_in_march_only(agency):
    (spell,) = ag.load(FOLDER / "what_if" / "two_fabricators_lent_to_installation.yaml").people["day_fabricator"].lent
    assert (str(spell.first), str(spell.last)) == ("2026-03-01", "2026-03-31")
    assert set(spell.skills) == {"installing", "driving"}
    assert agency.people["day_fabricator"].count == 2


def test_a_few_weeks_of_the_agency_bring_finished_jobs_of_the_quick_kinds(agency):
    log = ag.simulate(agency, seed=1, weeks=3)
    done = log.jobs.filter(log.jobs["due_reached"].is_not_null())
    assert {"banner", "maintenance"} <= set(done["job_type"])
    assert (log.tasks["end"].drop_nulls() <= log.manifest.end).all()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_shipped_file_runs(file):
    log = ag.simulate(ag.load(file), seed=1, weeks=1)
    assert log.tasks.height > 0


def test_ten_weeks_of_the_agency_show_what_ways_mean(agency):
    means = set(ag.simulate(agency, seed=1, weeks=10).decisions["means"].drop_nulls())
    assert means >= {
        "revision",
        "sent_back",
        "scrap",
        "change",
        "error_caught",
        "pitch_lost",
        "payment_late",
        "weather",
    }


def test_a_few_weeks_of_campaigns_bring_content_and_lost_pitches(campaigns):
    log = ag.simulate(campaigns, seed=1, weeks=5)
    done = log.jobs.filter(log.jobs["due_reached"].is_not_null())
    assert {"social_content", "banner"} <= set(done["job_type"])
    assert "pitch_lost" in set(log.decisions["means"].drop_nulls())


def test_a_few_weeks_of_the_shop_bring_money(shop):
    log = ag.simulate(shop, seed=1, weeks=4)
    assert log.money.filter(log.money["kind"] == "revenue")["amount"].sum() > 0
