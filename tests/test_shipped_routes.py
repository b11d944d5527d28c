"""What the routes of the shipped scenarios mean, and the rules of the house that they carry."""

from pathlib import Path

import pytest

import agencysim as ag
from agencysim.domain import Choice, FoundBy, Meaning, Milestone, Work
from agencysim.scenario.routes import reached, route_order, ways_of

FOLDER = Path(__file__).parents[1] / "scenarios"
OWN = ["campaign_agency", "signage_agency", "small_sign_shop"]

# Cards for what each role answers for, as the agency's rules of conduct say.
CARDS = {
    "production_lead": {
        "change_not_reported": "blue",
        "overdue": "yellow",
        "unfinished": "red",
        "documents_mishandled": "yellow",
        "not_archived": "red",
        "poor_communication": "yellow",
        "badly_arranged": "red",
    },
    "department_manager": {
        "change_not_reported": "warning",
        "overdue": "warning",
        "documents_mishandled": "warning",
        "poor_communication": "warning",
        "badly_arranged": "red",
    },
    "business_rep": {"change_not_reported": "warning", "overdue": "warning"},
    "designer": {"change_not_reported": "warning", "overdue": "warning", "documents_mishandled": "yellow"},
}


@pytest.fixture(scope="module")
def agency():
    return ag.load(FOLDER / "signage_agency.yaml")


def ways(scenario):
    """Yield every way out of every choice: job type, step, branch."""
    for name, job_type in scenario.job_types.items():
        for step, spec in job_type.route.items():
            for branch in spec.branches if isinstance(spec, Choice) else ():
                yield name, step, branch


def skills_of(step):
    return {place.skill for place in step.crew}


# -- what ways mean


def test_the_agency_has_a_way_for_everything_that_ways_can_mean(agency):
    assert {branch.means for _, _, branch in ways(agency)} - {None} == set(Meaning)


@pytest.mark.parametrize("name", OWN)
def test_own_mistakes_are_reported_by_somebody_and_faults_have_a_role(name):
    scenario = ag.load(FOLDER / f"{name}.yaml")
    for job_type, step, branch in ways(scenario):
        if branch.means in (Meaning.REWORK, Meaning.SCRAP, Meaning.ERROR_CAUGHT, Meaning.ERROR_BUILT_IN):
            assert branch.found_by, (job_type, step)
        if branch.means in (Meaning.FAULT, Meaning.NOT_ARCHIVED, Meaning.DOCUMENTS_MISHANDLED):
            assert branch.caused_by in scenario.roles, (job_type, step)


def test_own_mistakes_come_from_the_crew_from_others_and_from_nobody(agency):
    reported = {branch.found_by for _, _, branch in ways(agency) if branch.means in (Meaning.REWORK, Meaning.SCRAP)}
    assert reported == {FoundBy.CREW, FoundBy.OTHER, FoundBy.COMPANY}


@pytest.mark.parametrize("name", ["campaign_agency", "signage_agency"])
def test_a_change_is_reported_by_somebody(name):
    scenario = ag.load(FOLDER / f"{name}.yaml")
    changes = [(job_type, branch.to) for job_type, _, branch in ways(scenario) if branch.means == Meaning.CHANGE]
    assert changes
    assert all(isinstance(scenario.job_types[job_type].route[to], Work) for job_type, to in changes)


@pytest.mark.parametrize("job_type", ["banner", "poster_campaign", "light_box", "channel_letters", "exhibition_stand"])
def test_a_change_of_mind_brings_a_new_date(agency, job_type):
    job = agency.job_types[job_type]
    assert job.promise.at in reached(ways_of(job.route), ["client_change"])


@pytest.mark.parametrize("name", ["campaign_agency", "signage_agency"])
def test_the_date_of_an_event_cannot_move(name):
    event = ag.load(FOLDER / f"{name}.yaml").job_types["event"]
    assert event.promise.at == "contract"
    behind = reached(ways_of(event.route), ["run_up"])
    assert "client_change" in behind
    assert event.promise.at not in behind


def test_complaints_go_to_the_role_that_caused_them(agency):
    faults = {b.to: b.caused_by for _, step, b in ways(agency) if b.means == Meaning.FAULT and step == "cause"}
    assert faults == {"redraw": "designer", "repair": "production_lead", "refit": "production_lead"}
    [(complaint, to)] = [(job_type, b.to) for job_type, _, b in ways(agency) if b.means == Meaning.SERIOUS]
    assert [place.skill for place in agency.job_types[complaint].route[to].crew] == ["department_manager"]


def test_complaints_are_about_what_went_wrong_with_their_job(agency):
    births = {
        name: {b.about for step in job.route.values() if isinstance(step, Milestone) for b in step.births if b.about}
        for name, job in agency.job_types.items()
    }
    assert births["vehicle_wrap"] == {"lateness", "making", "drawing"}
    assert births["brand_campaign"] == {"lateness", "drawing"}
    assert births["channel_letters"] == {"lateness", "making", "fitting", "drawing"}
    late = [b for b in agency.job_types["light_box"].route["late"].births if b.when]
    assert [(b.about, b.when.fact, b.when.among) for b in late] == [("drawing", "passed", ("correct_built_in",))]


def test_a_new_clients_credit_sets_refusal_deposit_and_risk(agency):
    assert agency.credit["doubtful"].deposit > 0.5
    assert agency.credit["doubtful"].bad_debt > max(tier.bad_debt for tier in agency.tiers.values())
    refused = {name for name, _, b in ways(agency) if b.when and b.when.fact == "credit" and b.when.among == ("bad",)}
    assert refused == set(agency.job_types) - {"maintenance", "complaint"}
    assert agency.job_types["banner"].payment("paid", agency.credit["doubtful"]) == pytest.approx((0, 0.3))


def test_lateness_brings_more_complaints(agency):
    for name in ("banner", "light_box", "channel_letters", "event"):
        late, in_time = (agency.job_types[name].route[step].births[0] for step in ("late", "in_time"))
        assert late.job_type == in_time.job_type == "complaint"
        assert late.chance > in_time.chance > 0


def test_natures_tell_orders_from_calls_and_complaints(agency):
    natures = {name: job.nature for name, job in agency.job_types.items() if job.nature != "order"}
    assert natures == {"maintenance": "maintenance", "complaint": "complaint"}


# -- rules of the house that routes carry


def test_finished_items_are_inspected_with_two_signatures(agency):
    for name, job in agency.job_types.items():
        if "inspect" in job.route:
            signatures = skills_of(job.route["inspect"]) | (
                skills_of(job.route["sign_off"]) if "sign_off" in job.route else set()
            )
            assert signatures == {"production_lead", "department_manager"}, name


@pytest.mark.parametrize("job_type", ["poster_campaign", "light_box", "channel_letters", "exhibition_stand"])
def test_the_client_sees_the_product_before_it_is_inspected(agency, job_type):
    order = route_order(agency.job_types[job_type].route)
    assert order.index("look") < order.index("approve") < order.index("inspect")


@pytest.mark.parametrize("job_type", ["light_box", "channel_letters", "vehicle_wrap", "exhibition_stand"])
def test_the_designer_attends_the_acceptance(agency, job_type):
    assert "design" in skills_of(agency.job_types[job_type].route["acceptance"])


@pytest.mark.parametrize("job_type", ["light_box", "channel_letters", "exhibition_stand"])
def test_the_makers_check_the_drawing_and_what_they_miss_is_found_later(agency, job_type):
    means = {(step, b.means) for name, step, b in ways(agency) if name == job_type}
    assert {("drawing_right", Meaning.ERROR_CAUGHT), ("quality", Meaning.ERROR_BUILT_IN)} <= means


def test_the_executive_checks_every_handover_for_the_client(agency):
    for name, job in agency.job_types.items():
        for step in ("to_production", "handover"):
            assert step not in job.route or skills_of(job.route[step]) == {"account_executive"}, name
        assert "handover" in job.route or job.nature != "order" or name == "brand_campaign", name


def test_printing_and_sheets_lose_material_by_their_layout(agency):
    stocks = [s for job in agency.job_types.values() for name, s in job.route.items() if name == "material"]
    assert len(stocks) == 7
    assert all(0 < stock.waste.mean < 0.2 for stock in stocks)


@pytest.mark.parametrize("name", OWN)
def test_nothing_is_billed_that_is_not_paid(name):
    for job_type, job in ag.load(FOLDER / f"{name}.yaml").job_types.items():
        stones = [step for step in job.route.values() if isinstance(step, Milestone)]
        assert sum(s.bills for s in stones) <= sum(s.earns for s in stones) + 1e-9, job_type


def test_letters_are_paid_in_three_parts_the_last_after_sixty_days(agency):
    route = agency.job_types["channel_letters"].route
    parts = {name: (step.bills, step.earns) for name, step in route.items() if isinstance(step, Milestone)}
    assert {name: part for name, part in parts.items() if any(part)} == {
        "contract": (0, 0.4),
        "accepted": (0.55, 0),
        "balance_paid": (0, 0.55),
        "retention_due": (0.05, 0),
        "paid": (0, 0.05),
    }
    assert route["retention"].delay.mean == 60 * 86400


@pytest.mark.parametrize("name", ["campaign_agency", "signage_agency"])
def test_cards_are_those_of_the_rules_of_conduct(name):
    discipline = ag.load(FOLDER / f"{name}.yaml").discipline
    assert {role: dict(rules.cards) for role, rules in discipline.items()} == CARDS


def test_each_role_answers_for_its_stages_and_the_manager_for_all(agency):
    stages = {role: set(rules.stages) for role, rules in agency.discipline.items()}
    assert stages["department_manager"] == set()
    assert stages["designer"] == {"design"}
    assert stages["production_lead"] >= {"preparation", "production", "inspection", "installation"}
    assert stages["business_rep"] >= {"account", "payment"}
    assert set().union(*stages.values()) == set(agency.stages)


def test_losses_are_shared_as_is_written(agency):
    losses = agency.losses
    assert (losses.unchecked, losses.unchecked_repair) == (0.5, 1)
    assert dict(losses.own) == {"crew": pytest.approx(1 / 3), "other": 0.5, "company": 5, "client": 0}
