"""How well the work was done: revisions, pitches, rework, errors, changes in running jobs, and complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from agencysim.domain.fields import Map
from agencysim.domain.steps import Choice, Meaning, Milestone
from agencysim.figures.base import Window, exact, once_for_a_log, promised, window_of, within
from agencysim.staff import workforce
from agencysim.values import DAY, HOUR, Frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from agencysim.log import Log

MOST_ROUNDS = 3
"""Rounds of revision from which on a design counts as one of many."""
UNKNOWN = "unknown"
"""Whose fault it is where a way does not say."""


class Rate(Frozen):
    """How often something came about, of the times that it could have.

    Parameters
    ----------
    count, of
        Those times.
    share
        The one over the other; ``None`` if it could not have come about.
    """

    count: int
    of: int
    share: float | None


class Revisions(Frozen):
    """Rounds of revision of the designs that ended in the window.

    Parameters
    ----------
    designs
        Jobs whose last decision on their design, by the end of the window, fell into it and asked for no revision.
        Jobs on whose design a decision was taken before the run began are left out: its log does not tell which.
    mean
        Mean rounds a design.
    rounds
        Designs by their rounds: ``0``, ``1``, ``2``, ``3+``.
    first_pass
        Designs without any.
    """

    designs: int
    mean: float | None
    rounds: Map[str, int]
    first_pass: Rate


class LayoutWaste(Frozen):
    """Material wasted, of the material taken from stock.

    Parameters
    ----------
    taken, wasted
        In money where any of the material has a price, else in units.
    share
        The one over the other.
    priced
        Whether they are money.
    """

    taken: float
    wasted: float
    share: float | None
    priced: bool


class Changes(Frozen):
    """Changes in running jobs.

    Parameters
    ----------
    rate
        How often it came to one, of the times that it could have.
    reported
        Those that were reported by the end of the window: the step that the way leads to was done.
    mean_hours
        Mean working time until then, in hours on the roster of whoever reported it.
    """

    rate: Rate
    reported: int
    mean_hours: float | None


class Complaints(Frozen):
    """Complaints about earlier jobs.

    Parameters
    ----------
    count
        Those that came in.
    serious
        Decisions that one is serious.
    by_role
        Decisions whose fault one is, by role.
    mean_reply_hours
        Elapsed time until their due milestone, of those that reached it in the window.
    in_time
        Replied to within the promised date, of those replied to that had one.
    overdue
        Not replied to at the end of the window, though the promised date had passed.
    """

    count: int
    serious: int
    by_role: Map[str, int]
    mean_reply_hours: float | None
    in_time: Rate
    overdue: int


class Quality(Frozen):
    """How well the work was done.

    Parameters
    ----------
    revisions
        Rounds of revision of the designs.
    sent_back
        Schemes sent back by own reviews, of the reviews.
    pitches
        Pitches won, of those decided.
    quotes
        Orders won, of those decided: won when they reach their first milestone that earns, lost when they end
        without it.
    rework, scrap
        Own mistakes put right, and things made again, of the visits to choices that can lead to it.
    layout_waste
        Material wasted.
    errors_caught
        Errors made upstream that were found before anything was built, of all that were found.
    alterations, defects, site_not_ready, weather
        Finished items altered, of the looks at them; defects, of the acceptances; sites that were not ready, and
        weather that forbade to work, of the times that it was looked at.
    weather_days
        Elapsed days that jobs lost by it, until the step that the way leads to was done.
    changes
        Changes in running jobs.
    escalations, payments_late, payments_irregular
        Of the visits to choices that can lead to it.
    complaints
        About these jobs, or that are these jobs.
    maintenance_calls
        That came in, likewise.
    """

    revisions: Revisions
    sent_back: Rate
    pitches: Rate
    quotes: Rate
    rework: Rate
    scrap: Rate
    layout_waste: LayoutWaste
    errors_caught: Rate
    alterations: Rate
    defects: Rate
    site_not_ready: Rate
    weather: Rate
    weather_days: float
    changes: Changes
    escalations: Rate
    payments_late: Rate
    payments_irregular: Rate
    complaints: Complaints
    maintenance_calls: int


def quality(log: Log, window: Window | None = None, jobs: pl.DataFrame | None = None) -> Quality:
    """Return how well the work was done.

    Choices that no way marks with a meaning do not count.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that it is about; the run without its warm-up if absent.
    jobs
        Rows of the log's jobs that it is about, such as those of a type or a tier; all if absent. Complaints and
        maintenance calls that these jobs brought about count with them.
    """
    window = window or window_of(log)
    jobs = log.jobs if jobs is None else jobs
    after_sales = log.jobs.filter(
        pl.col("job").is_in(jobs["job"].implode()) | pl.col("parent").is_in(jobs["job"].implode())
    )
    decisions = log.decisions.join(jobs.select("job"), on="job", how="semi", maintain_order="left")
    inside = decisions.filter(within(log, window, "time"))
    rates = _rates(log, inside)
    counts = {meaning: rate.count for meaning, rate in rates.items()}
    caught, won = counts[Meaning.ERROR_CAUGHT], counts[Meaning.PITCH_WON]
    return Quality(
        revisions=_revisions(log, window, decisions),
        sent_back=rates[Meaning.SENT_BACK],
        pitches=rate_of(won, won + counts[Meaning.PITCH_LOST]),
        quotes=_quotes(log, window, jobs),
        rework=rates[Meaning.REWORK],
        scrap=rates[Meaning.SCRAP],
        layout_waste=_layout_waste(log, window, jobs),
        errors_caught=rate_of(caught, caught + counts[Meaning.ERROR_BUILT_IN]),
        alterations=rates[Meaning.ALTERATION],
        defects=rates[Meaning.DEFECT],
        site_not_ready=rates[Meaning.SITE_NOT_READY],
        weather=rates[Meaning.WEATHER],
        weather_days=_weather_days(log, window, decisions),
        changes=_changes(log, window, inside, rates[Meaning.CHANGE]),
        escalations=rates[Meaning.ESCALATION],
        payments_late=rates[Meaning.PAYMENT_LATE],
        payments_irregular=rates[Meaning.PAYMENT_IRREGULAR],
        complaints=_complaints(log, window, after_sales),
        maintenance_calls=of_nature(log, after_sales, "maintenance").filter(within(log, window, "arrived")).height,
    )


def rate_of(count: int, of: int) -> Rate:
    """Return how often something came about."""
    return Rate(count=count, of=of, share=count / of if of else None)


def of_nature(log: Log, jobs: pl.DataFrame, *natures: str) -> pl.DataFrame:
    """Return the jobs whose type is of one of some natures."""
    types = [name for name, job_type in log.scenario.job_types.items() if job_type.nature in natures]
    return jobs.filter(pl.col("job_type").is_in(types))


@once_for_a_log
def choices_that_mean(log: Log) -> pl.DataFrame:
    """Return what each choice can mean: ``job_type``, ``step``, ``can``, a row for each meaning."""
    rows = {
        (name, step, str(branch.means))
        for name, job_type in log.scenario.job_types.items()
        for step, spec in job_type.route.items()
        if isinstance(spec, Choice)
        for branch in spec.branches
        if branch.means
    }
    return pl.DataFrame(sorted(rows), schema=dict.fromkeys(("job_type", "step", "can"), pl.String), orient="row")


def _rates(log: Log, decisions: pl.DataFrame) -> dict[Meaning, Rate]:
    """Return how often each meaning came about, of the decisions at choices that can mean it."""
    possible = decisions.join(choices_that_mean(log), on=["job_type", "step"])
    sums = possible.group_by("can").agg((pl.col("means") == pl.col("can")).sum().alias("count"), pl.len())
    counts = {can: (count, of) for can, count, of in sums.iter_rows()}
    return {meaning: rate_of(*counts.get(meaning, (0, 0))) for meaning in Meaning}


def _revisions(log: Log, window: Window, decisions: pl.DataFrame) -> Revisions:
    steps = choices_that_mean(log).filter(pl.col("can") == Meaning.REVISION)
    earlier = _visited_before(log, set(steps.select("job_type", "step").iter_rows()))
    is_revision = pl.col("means").eq_missing(pl.lit(str(Meaning.REVISION)))
    designs = (
        decisions.filter((pl.col("time") <= window.until) & ~pl.col("job").is_in(earlier))
        .join(steps, on=["job_type", "step"], how="semi", maintain_order="left")
        .group_by("job")
        .agg(pl.last("time"), is_revision.last().alias("goes_on"), is_revision.sum().alias("rounds"))
        .filter(within(log, window, "time") & ~pl.col("goes_on"))
    )
    rounds = designs["rounds"].to_list()
    groups = {str(n): rounds.count(n) for n in range(MOST_ROUNDS)}
    groups[f"{MOST_ROUNDS}+"] = len(rounds) - sum(groups.values())
    mean = sum(rounds) / len(rounds) if rounds else None
    first_pass = rate_of(groups["0"], len(rounds))
    return Revisions(designs=len(rounds), mean=mean, rounds=groups, first_pass=first_pass)


def _visited_before(log: Log, steps: set[tuple[str, str]]) -> list[str]:
    """Return the jobs that came to one of some steps, each with its job type, before the run began."""
    jobs = log.initial.jobs if log.initial else ()
    return [job.id for job in jobs if any(n and (job.job_type, step) in steps for step, n in job.visits.items())]


def _quotes(log: Log, window: Window, jobs: pl.DataFrame) -> Rate:
    """Return the orders won; those that were won before they were lost, or before the run, count only then."""
    earning = {
        (name, step)
        for name, job_type in log.scenario.job_types.items()
        for step, spec in job_type.route.items()
        if isinstance(spec, Milestone) and spec.earns
    }
    before = _visited_before(log, earning)
    steps = pl.DataFrame(sorted(earning), schema={"job_type": pl.String, "step": pl.String}, orient="row")
    won = log.milestones.join(steps, on=["job_type", "step"], how="semi").group_by("job").agg(pl.col("time").min())
    orders = of_nature(log, jobs, "order").filter(~pl.col("job").is_in(before)).join(won, on="job", how="left")
    lost = orders.filter(pl.col("time").is_null() & (pl.col("outcome") == "lost") & within(log, window, "ended"))
    count = orders.filter(within(log, window, "time")).height
    return rate_of(count, count + lost.height)


def _layout_waste(log: Log, window: Window, jobs: pl.DataFrame) -> LayoutWaste:
    prices = {name: material.price for name, material in log.scenario.materials.items()}
    rows = log.stock.filter(
        within(log, window, "time")
        & pl.col("event").is_in(["taken", "wasted"])
        & pl.col("reference").is_in(jobs["job"].implode())
    ).with_columns(price=pl.col("material").replace_strict(prices, default=0.0, return_dtype=pl.Float64))
    priced = bool((rows["price"] > 0).any())
    amount = pl.col("quantity") * pl.col("price") if priced else pl.col("quantity")
    sums = dict(rows.group_by("event").agg(exact(amount).sum()).iter_rows())
    taken, wasted = sums.get("taken", 0.0), sums.get("wasted", 0.0)
    return LayoutWaste(taken=taken, wasted=wasted, share=wasted / taken if taken else None, priced=priced)


def _followed(log: Log, decisions: pl.DataFrame) -> pl.DataFrame:
    """Return what was done where ways led to, a row for each that takes time: ``time``, ``end``, ``people``.

    The end is that of the last part of the visit, and unknown while it goes on.
    """
    ways = decisions.select("job", "time", step="to")
    tasks = log.tasks.join(ways.select("job", "step").unique(), on=["job", "step"], how="semi")
    begun = tasks.filter(pl.col("part") == 1).select("job", "step", "attempt", time="ready")
    ended = tasks.filter(pl.col("status").is_in(["done", "outsourced"])).select(
        "job", "step", "attempt", "end", "people"
    )
    visits = ways.join(begun, on=["job", "step", "time"])
    return visits.join(ended, on=["job", "step", "attempt"], how="left").select("time", "end", "people")


def _weather_days(log: Log, window: Window, decisions: pl.DataFrame) -> float:
    forbidden = decisions.filter(pl.col("means") == Meaning.WEATHER)
    if not forbidden.height:
        return 0.0
    waits = _followed(log, forbidden)
    end = pl.col("end").fill_null(window.until).clip(*window)
    return float(waits.select((end - pl.col("time").clip(*window)).sum()).item()) / DAY


def _changes(log: Log, window: Window, decisions: pl.DataFrame, rate: Rate) -> Changes:
    changes = decisions.filter(pl.col("means") == Meaning.CHANGE)
    reports = _followed(log, changes).filter(pl.col("end") <= window.until) if changes.height else changes
    if not reports.height:
        return Changes(rate=rate, reported=0, mean_hours=None)
    passed = working_time(log)
    total = sum(passed(people, time, end) for time, end, people in reports.iter_rows())
    return Changes(rate=rate, reported=reports.height, mean_hours=total / reports.height / HOUR)


def working_time(log: Log) -> Callable[[list[str], int, int], int]:
    """Return what tells the seconds between two moments on the roster of the first of some people.

    Where nobody is named, the scenario's own calendar holds.
    """
    hours, staff = workforce(log.scenario, log.manifest.end + DAY)
    rosters: Mapping[str, Any] = dict(zip(staff.names, staff.rosters, strict=True))

    def between(people: list[str], since: int, until: int) -> int:
        roster = rosters[people[0]] if people else hours.named(None)
        return until - since if roster is None else int(roster.work_between(since, until))

    return between


def _complaints(log: Log, window: Window, jobs: pl.DataFrame) -> Complaints:
    complaints = of_nature(log, jobs, "complaint")
    decisions = log.decisions.filter(within(log, window, "time")).join(complaints.select("job"), on="job", how="semi")
    faults = decisions.filter(pl.col("means") == Meaning.FAULT).select(pl.col("caused_by").fill_null(UNKNOWN))
    replied = complaints.filter(within(log, window, "due_reached"))
    has_date = pl.col("due").is_not_null() & pl.col("job").is_in(promised(log).implode())
    dated = replied.filter(has_date)
    hours = (replied["due_reached"] - replied["arrived"]).to_list()
    open_still = pl.col("ended").is_null() | (pl.col("ended") > window.until)
    unanswered = pl.col("due_reached").is_null() | (pl.col("due_reached") > window.until)
    overdue = complaints.filter(has_date & unanswered & open_still & (pl.col("due") < window.until))
    return Complaints(
        count=complaints.filter(within(log, window, "arrived")).height,
        serious=decisions.filter(pl.col("means") == Meaning.SERIOUS).height,
        by_role=dict(sorted(faults["caused_by"].value_counts().iter_rows())),
        mean_reply_hours=sum(hours) / len(hours) / HOUR if hours else None,
        in_time=rate_of(dated.filter(pl.col("due_reached") <= pl.col("due")).height, dated.height),
        overdue=overdue.height,
    )
