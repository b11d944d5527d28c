"""Intervals hold what is true as often as they say: a short sample of what ``make verify`` counts at length."""

from __future__ import annotations

import coverage_on_queues as queues
import pytest
from coverage_of_intervals import KINDS, LEVEL, Coverage, exact_of_quantile, exact_of_share, held
from report import PAGE
from report_of_coverage import STUDIES, TITLE, TOLERANCE, known, page, row, verdict, wrong

SAMPLE = 200
FARTHEST = 3.5
"""Standard errors of a share of so many studies from which on an interval is held to be wrong."""


def error(share: float) -> float:
    return (share * (1 - share) / SAMPLE) ** 0.5


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.exact is not None], ids=known)
def test_an_interval_holds_as_often_as_can_be_worked_out(kind):
    assert abs(held(kind, SAMPLE, 1) - kind.exact) < FARTHEST * error(kind.exact)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.exact is None], ids=known)
def test_where_the_level_is_not_reached_the_reason_is_told(kind):
    assert kind.reason
    assert held(kind, SAMPLE, 1) < LEVEL + FARTHEST * error(LEVEL)


def test_wilsons_interval_is_wrong_for_jobs_of_one_run():
    kind = next(kind for kind in KINDS if kind.interval == "Wilson, used wrongly")
    assert held(kind, SAMPLE, 1) < LEVEL - 10 * error(LEVEL)


def test_exact_coverage_by_hand():
    """The median of 10 between the 2nd and the 9th: 1 - 22 / 1024. A share of 1/2 of 2: 0, 1 or 2 hold it, or not."""
    assert exact_of_quantile(0.5, 10) == pytest.approx(1 - 22 / 1024)
    # Wilson's intervals of 0, 1 and 2 of 2 are 0 to 0.658, 0.095 to 0.905 and 0.342 to 1.
    assert exact_of_share(0.5, 2) == pytest.approx(1)
    assert exact_of_share(0.2, 2) == pytest.approx(0.64 + 0.32)


def test_small_studies_of_simulated_queues_hold_what_theory_knows():
    """100 replications are ten studies of ten; t intervals of such skewed means hold in 90 % of them at least."""
    runs = [queues.replicate(n) for n in range(100)]
    found = queues.held(runs)
    assert [(size, studies) for size, studies, _ in found.values()] == [(10, 10), (10, 10), (20, 5), (20, 5)]
    for _, studies, share in found.values():
        assert share > 0.9 - 3.5 * (0.9 * 0.1 / studies) ** 0.5
    assert queues.gain(runs) > 5  # common random numbers are worth it


@pytest.mark.parametrize("kind", KINDS, ids=known)
def test_the_committed_report_has_every_kind_and_none_is_wrong(kind):
    part = PAGE.read_text(encoding="utf-8").split(TITLE)[1].split("\n# ")[0]
    line = next(line for line in part.splitlines() if line.startswith(known(kind)))
    share = float(line.split(" | ")[2]) / 100
    assert line == row(kind, share)
    assert not wrong(kind, share)


def test_the_report_was_made_at_full_length():
    assert (STUDIES, TOLERANCE) == (2000, 0.015)
    assert f"made {STUDIES:,} times" in PAGE.read_text(encoding="utf-8")


def test_a_report_names_what_does_not_hold():
    near, far = (Coverage(name, "10 values", lambda rng: True) for name in ("near", "far"))
    unknown = Coverage("unknown", "few", lambda rng: True, None, "skewed")
    assert verdict({near: 0.96, unknown: 0.5}) == (
        "All 1 intervals of which it can be worked out hold as often as they should."
    )
    text = page({near: 0.96, far: 0.93, unknown: 0.5}, {"t": (10, 20, 0.9)}, 12.3)
    assert "1 of 2 intervals do not hold as often as they should**: far of 10 values." in text
    assert "| far | 10 values | 93.0 | 95.0 |  |" in text
    assert "| unknown | few | 50.0 |  | skewed |" in text
    assert "| t | 10 | 20 | 90.0 |" in text
