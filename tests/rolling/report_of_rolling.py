"""Plan a few simulated weeks by the real planner, and write what comes out into ``docs/verification.md``.

Run as ``python tests/rolling/report_of_rolling.py``; exits 1 if anything is wrong. It is a reduced run of
``experiments/04_what_planning_is_worth``, whose full run takes an hour or more.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from report import PAGE, write
from rich.progress import track

import agencysim as ag
from agencysim.tables import of_study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.scenario import Scenario
    from agencysim.study import StudyResult

EXPERIMENT = Path(__file__).parents[2] / "experiments" / "04_what_planning_is_worth"
BEFORE, WEEKS = 13, 2
"""Weeks by dispatch, and weeks after them that are planned and measured."""
REPLICATIONS = {"shop": 6, "agency_85": 2}
METRICS = ("on_time", "late_hours", "overtime_hours", "overtime_pay", "plan_changes", "planning.fallbacks")
TITLE = "# The planner inside the simulation"
METHOD = f"""
A reduced run of the experiment on what planning is worth: {WEEKS} weeks after {BEFORE} by dispatch, few replications.
Such a run shows that it works, not what planning is worth. Of the first replication of each way of planning it is found
that every plan breaks no rule of the problem that the agency had at that moment, and that the planner never failed;
and the whole is run by one process and by two, which must find the same.
"""


def agency(name: str) -> Scenario:
    """Return an agency of the experiment, over the weeks that are looked at."""
    return ag.load(EXPERIMENT / f"{name}.yaml").model_copy(
        update={"weeks": BEFORE + WEEKS, "warm_up_weeks": BEFORE},
    )


def study(name: str) -> ag.Study:
    """Return the study of an agency: the dispatch rule with overtime where a date is in danger, and plans."""
    return ag.Study(
        {name: agency(name)},
        policies=["earliest_due", *ways()],
        replications=REPLICATIONS[name],
        metrics=METRICS,
    )


def ways() -> list[ag.Rolling]:
    """Return the ways of planning."""
    return [ag.Rolling(review, rounds=0, after=BEFORE) for review in ("weekly", "daily")]


def faults(name: str) -> Iterator[str]:
    """Yield what is wrong with the plans of the first replication."""
    broken: list[str] = []

    def checked(problem: ag.Problem, *, rounds: int) -> ag.Result:
        result = ag.plan(problem, rounds=rounds)
        broken.extend(str(each) for each in ag.verify(problem, result.plan) if not each.locked)
        return result

    for way in ways():
        with patch("agencysim.rolling.reviewing.plan", checked):
            rolled = ag.roll(agency(name), replication=1, review=way.review, rounds=way.rounds, after=way.after)
        yield from (f"{name}, {way}: {each.row[-1]}" for each in rolled.fallbacks)
    yield from (f"{name}: {each}" for each in broken)


def same(one: StudyResult, other: StudyResult) -> bool:
    """Return whether two studies found the same numbers."""
    return one.to_json() == other.to_json()


def main() -> int:
    """Write the report, and return 1 if anything is wrong."""
    warnings.simplefilter("ignore")  # notes on holidays
    bad, parts = [], []
    for name in track(REPLICATIONS, "agencies"):
        found = study(name).run(workers=2)
        if not same(found, study(name).run(workers=1)):
            bad.append(f"{name}: one process finds something else than two")
        bad += faults(name)
        parts += [table.markdown() for table in of_study(found)]
    well = "Every plan keeps to the rules, and none is missing."
    verdict = f"**{len(bad)} faults**: {'; '.join(bad)}." if bad else well
    write("\n".join([TITLE, "", verdict, METHOD, "\n\n".join(parts), ""]))
    sys.stdout.write(f"{verdict}\n{PAGE}\n")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
