"""Whether dates were held, and what jobs waited for, in a sentence."""

from __future__ import annotations

from scripted import agency, work

from agencysim import simulate
from agencysim.figures import core_figures
from agencysim.figures.words import dates_in_words


def told(jobs: int, target: float | None = None, **job) -> tuple[str, ...]:
    """What is told of jobs that Ann makes one after the other, two hours each, from Monday at half past eight."""
    scenario = agency({"make": work("ann", "2h")}, jobs=jobs, people={"ann": {}}, job=job)
    return dates_in_words(core_figures(simulate(scenario)), target)


def test_dates_held_stand_beside_those_that_were_wanted_and_what_was_waited_for():
    # They begin at 8:30, 10:30, 14:30 and 16:30; the last one is done on Tuesday, and late.
    promise = {"lead_time": "24h", "calendar": "always"}
    assert told(4, 0.95, promise=promise) == (
        "75 % of 4 dates were held, 95 % wanted; of what the agency has in its hands, "
        "jobs waited longest for ann (12.5 h on average, 4 times).",
    )


def test_without_a_target_and_without_waiting_there_is_less_to_say():
    promise = {"lead_time": "24h", "calendar": "always"}
    assert told(1, promise=promise, demand={"dates": ["2026-01-05"]}) == ("100 % of 1 date was held.",)


def test_where_nothing_was_promised_no_date_was_due():
    assert told(1) == ("No date was due.",)
