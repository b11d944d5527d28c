"""What mistakes cost, and who bears it by the agency's rules of conduct."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from agencysim.domain import FoundBy, Meaning, Stock
from agencysim.domain.fields import Map
from agencysim.figures.base import UNSTAGED, Window, stages_of, window_of
from agencysim.scenario.routes import branch_of
from agencysim.values import HOUR, Frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agencysim.domain import Losses
    from agencysim.log import Log

MISTAKES = (Meaning.ERROR_CAUGHT, Meaning.ERROR_BUILT_IN, Meaning.REWORK, Meaning.SCRAP)
"""The decisions that tell of a mistake."""

Way = tuple[tuple[str, int], ...]
"""The forks around a step, and the branch of each."""


class LossShare(Frozen):
    """Mistakes, what they cost in the scenario's currency, and who bears it.

    Parameters
    ----------
    count
        How many there were.
    waste
        Wages and material whose result was lost.
    repair
        Wages and material of putting it right, or of making it again.
    crew
        What those who made the mistake bear by the rules.
    company
        What the company bears; negative if the crew pays more than was lost.
    """

    count: int = 0
    waste: float = 0.0
    repair: float = 0.0
    crew: float = 0.0
    company: float = 0.0


class LossFigures(Frozen):
    """What mistakes cost.

    Parameters
    ----------
    events
        By what happened (``error_caught``, ``error_built_in``, ``rework``, ``scrap``), and by who reported it.
    by_stage
        By the stage of the step at which the mistake was found.
    total
        All of them.
    """

    events: Map[str, Map[str, LossShare]]
    by_stage: Map[str, LossShare]
    total: LossShare


class Mistake(NamedTuple):
    """A decision that tells of a mistake, and when its job came to the same choice again."""

    job: str
    job_type: str
    step: str
    time: int
    means: Meaning
    found_by: FoundBy
    returned: int | None


class Visited(NamedTuple):
    """A visit of a job to a work or stock step: when it began to wait, and its wages, material and outsourcing."""

    step: str
    kind: str
    attempt: int
    ready: int
    cost: float


def losses(log: Log, window: Window | None = None) -> LossFigures:
    """Return what the mistakes of a window cost, and who bears it.

    Mistakes are decisions, and so attributes with an assumed chance; what they cost is derived from the log. A mistake
    belongs to the window in which it was found, with all that it cost, then or later. What was spent before a run
    that goes on from a state is not in its log, and does not count.

    *Repair* is what the loop costs that the mistake brings about: the wages (worked hours at the hourly wage) of the
    job's work tasks from the decision until the job comes to the same choice again, the material taken on the way,
    and what other firms are paid there. If it has not come back, that is all up to the first work task.

    *Waste* is what the result that is thrown away had cost: of scrap, the visits before of the steps that are done
    again. Where nothing is thrown away (rework, an error built in) the loop's cost is the measure of the loss.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that they are about; the run without its warm-up if absent.
    """
    mistakes = _mistakes(log, window or window_of(log))
    visits = _visits(log, pl.Series([m.job for m in mistakes], dtype=pl.String))
    stages = {(job_type, step): stage for job_type, step, stage in stages_of(log).iter_rows()}
    forks = {name: branch_of(job_type.route) for name, job_type in log.scenario.job_types.items()}
    by_event: dict[str, dict[str, list[LossShare]]] = defaultdict(lambda: defaultdict(list))
    by_stage: dict[str, list[LossShare]] = defaultdict(list)
    for mistake in mistakes:
        share = _share(log.scenario.losses, mistake, visits[mistake.job], forks[mistake.job_type])
        by_event[mistake.means.value][mistake.found_by.value].append(share)
        by_stage[stages.get((mistake.job_type, mistake.step), UNSTAGED)].append(share)
    return LossFigures(
        events={means: {who: _sum(found) for who, found in parts.items()} for means, parts in by_event.items()},
        by_stage={stage: _sum(found) for stage, found in by_stage.items()},
        total=_sum([share for found in by_stage.values() for share in found]),
    )


def _sum(shares: Sequence[LossShare]) -> LossShare:
    return LossShare(
        count=sum(one.count for one in shares),
        waste=sum(one.waste for one in shares),
        repair=sum(one.repair for one in shares),
        crew=sum(one.crew for one in shares),
        company=sum(one.company for one in shares),
    )


def _share(rules: Losses, mistake: Mistake, visits: Sequence[Visited], forks: Mapping[str, Way]) -> LossShare:
    """Return what a mistake cost and who bears it; an error that was caught costs nothing."""
    if mistake.means == Meaning.ERROR_CAUGHT:
        return LossShare(count=1)
    loop = _loop(mistake, visits, forks)
    repair = sum(visit.cost for visit in loop)
    waste = _thrown_away(loop, visits) if mistake.means == Meaning.SCRAP else repair
    if mistake.means == Meaning.ERROR_BUILT_IN:
        lost, crew = waste + repair, _unchecked(rules, mistake.found_by, waste, repair)
    else:
        lost, crew = waste, _own(rules, mistake.found_by, waste)
    return LossShare(count=1, waste=waste, repair=repair, crew=crew, company=lost - crew)


def _unchecked(rules: Losses, found_by: FoundBy, waste: float, repair: float) -> float:
    """Return what the makers bear who built an upstream error without a check: half the loss, and all of the repair.

    A rule of the house on losses that no client complains about; for those that one does, no share is written, and
    the company bears them (assumed).
    """
    return 0.0 if found_by == FoundBy.CLIENT else rules.unchecked * waste + rules.unchecked_repair * repair


def _own(rules: Losses, found_by: FoundBy, waste: float) -> float:
    """Return what the makers bear of a mistake of their own: a multiple of the waste, by who reported it.

    Rules of the house: a third if the crew itself did, half if another department did, five times if the company
    discovered it. The repair is not shared: making a thing again costs what making it well at once would have.
    """
    return rules.own.get(found_by, 0.0) * waste


def _loop(mistake: Mistake, visits: Sequence[Visited], forks: Mapping[str, Way]) -> list[Visited]:
    """Return the visits from a decision until the job comes to the same choice again, parallel branches left out.

    Material that is taken at the moment of the decision counts as taken after it.
    """
    way = forks[mistake.step]
    behind = [v for v in visits if v.ready >= mistake.time and forks[v.step][: len(way)] == way]
    if mistake.returned is not None:
        return [visit for visit in behind if visit.ready < mistake.returned]
    first = next((place for place, visit in enumerate(behind) if visit.kind == "work"), len(behind))
    return behind[: first + 1]


def _thrown_away(loop: Sequence[Visited], visits: Sequence[Visited]) -> float:
    """Return what the last visits before a loop had cost, of the steps that are done again in it."""
    costs = {(visit.step, visit.attempt): visit.cost for visit in visits}
    again: dict[str, int] = {}
    for visit in loop:
        again.setdefault(visit.step, visit.attempt)
    return sum(costs.get((step, attempt - 1), 0.0) for step, attempt in again.items())


def _mistakes(log: Log, window: Window) -> list[Mistake]:
    """Return the mistakes found in a window; its last moment belongs to it, its first one if the run begins there."""
    since = window.since - (window.since == log.manifest.start)
    rows = (
        log.decisions.sort("attempt")
        .with_columns(returned=pl.col("time").shift(-1).over("job", "step"))
        .filter(pl.col("time").is_between(since, window.until, closed="right"))
        .filter(pl.col("means").is_in([meaning.value for meaning in MISTAKES]))
        .sort("time", "job", "step")
        .with_columns(pl.col("found_by").fill_null(FoundBy.COMPANY.value))  # nobody reported it
    )
    columns = ("job", "job_type", "step", "time", "means", "found_by", "returned")
    return [
        Mistake(job, job_type, step, time, Meaning(means), FoundBy(found_by), returned)
        for job, job_type, step, time, means, found_by, returned in rows.select(columns).iter_rows()
    ]


# -- what visits cost ------------------------------------------------------------------------------------------


def _visits(log: Log, jobs: pl.Series) -> Mapping[str, list[Visited]]:
    """Return the visits of some jobs to work and stock steps, in order."""
    rows = log.tasks.filter(pl.col("job").is_in(jobs.implode()) & pl.col("kind").is_in(["work", "stock"]))
    rows = rows.with_row_index("row")
    costs = pl.concat([_wages(log, rows), _outsourcing(log, rows), _material(log, rows)])
    table = (
        rows.join(costs.group_by("row").agg(pl.col("cost").sum()), on="row", how="left")
        .group_by("job", "step", "kind", "attempt")
        .agg(pl.col("ready").min(), pl.col("cost").fill_null(0.0).sum(), pl.col("end").min())
        .sort("job", "ready", "end", "attempt", nulls_last=True)  # material is there before the work that begins then
    )
    found: dict[str, list[Visited]] = defaultdict(list)
    for job, *visit in table["job", "step", "kind", "attempt", "ready", "cost"].iter_rows():
        found[job].append(Visited(*visit))
    return found


def _wages(log: Log, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the wages (``row``, ``cost``) of the hours that people worked, without extra pay for overtime."""
    people = rows.filter(pl.col("people").list.len() > 0).explode("people")
    paid = people.join(log.resources.select("name", "per_hour"), left_on="people", right_on="name")
    return paid.select("row", cost=pl.col("worked") / HOUR * pl.col("per_hour"))


def _outsourcing(log: Log, rows: pl.DataFrame) -> pl.DataFrame:
    """Return what other firms were paid (``row``, ``cost``)."""
    paid = log.money.filter(pl.col("kind") == "outsourcing").select(
        "job", step="of", start="time", cost=-pl.col("amount")
    )
    outside = rows.filter(pl.col("status").is_in(["outsourced", "outside"]))
    return outside.join(paid, on=["job", "step", "start"]).select("row", "cost")


def _material(log: Log, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the price of the material taken (``row``, ``cost``), what was wasted of it included."""
    scenario = log.scenario
    prices = {name: material.price for name, material in scenario.materials.items()}
    uses = [
        (job_type, step, material, prices[material])
        for job_type, spec in scenario.job_types.items()
        for step, kind in spec.route.items()
        if isinstance(kind, Stock)
        for material in kind.uses
    ]
    schema = {"job_type": pl.String, "step": pl.String, "material": pl.String, "price": pl.Float64}
    taken = log.stock.filter(pl.col("event") == "taken").with_row_index("taken")
    # The table of stock names no step: it is the one of the job that took such material at that moment.
    return (
        rows.filter((pl.col("kind") == "stock") & (pl.col("status") == "done"))
        .join(pl.DataFrame(uses, schema, orient="row"), on=["job_type", "step"])
        .join(taken, left_on=["job", "end", "material"], right_on=["reference", "time", "material"])
        .unique("taken", keep="first", maintain_order=True)
        .select("row", cost=pl.col("quantity") * pl.col("price"))
    )
