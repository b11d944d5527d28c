"""From the scenario to the plan: which work the weather can stop."""

from pathlib import Path

import agencysim as ag
from agencysim.scenario.routes import weather_stops

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def test_it_stops_what_a_route_lets_it_decide_on():
    jobs = ag.load(SCENARIOS / "signage_agency.yaml").job_types
    assert {name: weather_stops(jobs[name].route) for name in ("light_box", "banner")} == {
        "light_box": {"install_street"},
        "banner": set(),
    }


def test_the_tasks_of_a_problem_know_it():
    shop = ag.load(SCENARIOS / "small_sign_shop.yaml")
    state = ag.state_at(ag.simulate(shop, seed=1, weeks=7), 6 * 7 * 86400)
    told = {(task.step, task.weather) for task in ag.problem_of(shop, state).tasks if task.job.startswith("shop_sign")}
    assert ("install", True) in told
    assert {step for step, weather in told if weather} == {"install"}
