"""How often should a week be planned? ``python experiments/how_often_to_plan/run.py``."""

from __future__ import annotations

import warnings
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import agencysim as ag

if TYPE_CHECKING:
    from agencysim import Log, Scenario
    from agencysim.sim import Reaction

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = ("small_sign_shop", "signage_agency")
MONDAYS = (date(2026, 5, 11), date(2026, 9, 7))
SEEDS = range(1, 6)
DAY = 86_400


class Outcome(NamedTuple):
    """What became of the orders of a week."""

    kept: int = 0
    due: int = 0
    late_hours: float = 0.0
    overtime_hours: float = 0.0

    def __add__(self, other: object) -> Outcome:
        assert isinstance(other, Outcome)
        return Outcome(*(a + b for a, b in zip(self, other, strict=True)))


def main() -> None:
    """Print a row for each agency and way of planning, sums over the weeks and seeds."""
    warnings.simplefilter("ignore")  # notes on holidays
    ways: dict[str, tuple[int, Reaction]] = {
        "no plan": (0, "keep"),
        "one plan for the week, kept to": (7, "keep"),
        "one plan for the week, with help": (7, "help"),
        "a plan every morning": (1, "keep"),
    }
    for name in NAMES:
        scenario = ag.load(SCENARIOS / f"{name}.yaml")
        for way, (days, reaction) in ways.items():
            found = Outcome()
            for monday in MONDAYS:
                for seed in SEEDS:
                    found += week(scenario, seed, scenario.axis.seconds(monday), days, reaction)
            cells = (
                f"{found.kept / found.due:.0%} of {found.due} | {found.late_hours:,.0f} | {found.overtime_hours:,.0f}"
            )
            print(f"| {name} | {way} | {cells} |", flush=True)


def week(scenario: Scenario, seed: int, monday: int, days: int, reaction: Reaction) -> Outcome:
    """Return what becomes of a week that is planned anew after so many days, or never, and followed in some way."""
    state = ag.state_at(ag.simulate(scenario, seed, weeks=monday / (7 * DAY)), monday)
    logs: list[Log] = []
    moment, end = monday, monday + 7 * DAY
    while moment < end:
        plan = ag.plan(ag.problem_of(scenario, state), time_limit=0).plan if days else None
        moment = min(end, moment + (days or 7) * DAY)
        logs.append(ag.simulate(scenario, seed, weeks=moment / (7 * DAY), state=state, plan=plan, reaction=reaction))
        state = ag.state_at(logs[-1], moment)
    return outcome(logs, monday, end)


def outcome(logs: list[Log], start: int, end: int) -> Outcome:
    """Return how the jobs fared that fell due in a week, or were late already when it began and not done."""
    jobs = {row["job"]: row for log in logs for row in log.jobs.iter_rows(named=True)}
    found = Outcome()
    for job in jobs.values():
        due, reached = job["due"], job["due_reached"]
        if due is None or due > end or (reached or end) <= start or job["outcome"] in {"lost", "abandoned"}:
            continue
        late = max(0, (reached or end) - max(due, start)) / 3600
        is_due = int(due > start)
        found += Outcome(is_due * int(reached is not None and reached <= due), is_due, late)
    overtime = (until - since for log in logs for since, until in log.overtime.select("start", "until").iter_rows())
    return found + Outcome(overtime_hours=sum(overtime) / 3600)


if __name__ == "__main__":
    main()
