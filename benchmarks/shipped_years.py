"""The years of the shipped agencies, as `scenarios/README.md` tells them: ``python -m benchmarks.shipped_years``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

import polars as pl

import agencysim as ag
from agencysim.figures import core_figures, window_of
from agencysim.figures.base import within
from agencysim.figures.lead_times import spans
from agencysim.figures.quality import choices_that_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.figures import Figures

SEEDS = range(1, 6)
FOLDER = Path(__file__).parents[1] / "scenarios"
BASES = ("signage_agency", "campaign_agency", "small_sign_shop")
MANY_ROUNDS = 5


def main() -> None:
    """Print the table of what-ifs, then that of the years."""
    base = ag.load(FOLDER / "signage_agency.yaml")
    rows = [("the agency as it is", base), ("the same, 44 weeks", base.with_({"warm_up_weeks": 8}))]
    rows += [(path.stem, ag.load(path)) for path in sorted((FOLDER / "what_if").glob("*.yaml"))]
    for name, scenario in rows:
        print(f"| {name} | {' | '.join(_what_if(scenario))} |", flush=True)
    columns = [_year(ag.load(FOLDER / f"{name}.yaml")) for name in BASES]
    for figure in columns[0]:
        print(f"| {figure} | {' | '.join(column[figure] for column in columns)} |")


def _what_if(scenario: ag.Scenario) -> tuple[str, str]:
    """Return the dates held and the hours of overtime, means over the seeds and the range of the former."""
    found = [core_figures(ag.simulate(scenario, seed)) for seed in SEEDS]
    held = [each.on_time.share or 0.0 for each in found]
    overtime = fmean(sum(role.overtime_hours for role in each.roles.values()) for each in found)
    return f"{fmean(held):.1%} ({min(held):.0%}-{max(held):.0%})", f"{overtime:,.0f}"


def _year(scenario: ag.Scenario) -> dict[str, str]:
    logs = [ag.simulate(scenario, seed) for seed in SEEDS]
    years = [ag.kpis(log) for log in logs]
    held = [year.on_time.share or 0.0 for year in years]
    work = [year.work_in_progress for year in years]
    loads = {role: _mean(year.roles[role].utilisation for year in years) for role in years[0].roles}
    loads_of_all = [role.utilisation or 0.0 for year in years for role in year.roles.values()]
    busiest = max(loads, key=lambda role: loads[role] or 0.0)
    people = sum(group.count for group in scenario.people.values())
    overtime = fmean(sum(r.overtime_hours for r in y.roles.values()) / people / (y.days / 7) for y in years)
    many = [_campaigns_of_many_rounds(log) for log in logs]
    letters = pl.concat([spans(log, window_of(log)) for log in logs]).filter(
        (pl.col("span") == "promise_time") & (pl.col("job_type") == "channel_letters")
    )["days"]
    return {
        "dates held, mean (range over seeds)": f"{fmean(held):.0%} ({min(held):.0%}-{max(held):.0%})",
        "jobs done a week": f"{fmean(year.done / (year.days / 7) for year in years):.0f}",
        "work in progress, start / mean / end": " / ".join(
            f"{fmean(getattr(w, at) for w in work):.0f}" for at in ("at_start", "mean", "at_end")
        ),
        "busiest role": f"{busiest} {loads[busiest]:.0%}",
        "highest load of a role in any of the years": f"{max(loads_of_all):.0%}",
        "overtime a person and week": f"{overtime:.1f} h",
        "designs with 0 / 1 / 2 / more rounds": _rounds(years),
        "brand campaigns with five rounds or more": f"{sum(m for m, _ in many)} of {sum(of for _, of in many)}",
        "pitches won": _rate(years, "pitches"),
        "prints that are spoilt": _rate(years, "scrap"),
        "fabricated items that go back": _rate(years, "rework"),
        "site not ready": _rate(years, "site_not_ready"),
        "defects at acceptance": _rate(years, "defects"),
        "material lost by layout": _layout(years),
        "days to pay, receivable days": f"{_mean(y.receivables.days_to_pay for y in years):.0f}, "
        f"{_mean(y.receivables.days for y in years):.0f}",
        "channel letters, days from signature to delivery": "-"
        if letters.is_empty()
        else f"{letters.median():.0f} ({letters.quantile(0.1):.0f}-{letters.quantile(0.9):.0f})",
    }


def _mean(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None]
    return fmean(known) if known else 0.0


def _rounds(years: list[Figures]) -> str:
    rounds = Counter[str]()
    for year in years:
        rounds.update(year.quality.revisions.rounds)
    return " / ".join(f"{100 * rounds[n] / rounds.total():.0f}" for n in sorted(rounds)) + " %"


def _rate(years: list[Figures], name: str) -> str:
    rates = [getattr(year.quality, name) for year in years]
    count, of = sum(rate.count for rate in rates), sum(rate.of for rate in rates)
    return f"{count / of:.1%} of {of:,}" if of else "-"


def _layout(years: list[Figures]) -> str:
    waste = [year.quality.layout_waste for year in years]
    taken = sum(each.taken for each in waste)
    return f"{sum(each.wasted for each in waste) / taken:.1%}" if taken else "-"


def _campaigns_of_many_rounds(log: ag.Log) -> tuple[int, int]:
    """Return how many brand campaigns were approved, and how many of them after many rounds."""
    window = window_of(log)
    loops = choices_that_mean(log).filter((pl.col("can") == "revision") & (pl.col("job_type") == "brand_campaign"))
    revised = pl.col("means").eq_missing(pl.lit("revision"))
    ended = (
        log.decisions.filter(pl.col("time") <= window.until)
        .join(loops, on=["job_type", "step"], how="semi", maintain_order="left")
        .group_by("job")
        .agg(pl.last("time"), revised.last().alias("goes_on"), revised.sum().alias("rounds"))
        .filter(within(log, window, "time") & ~pl.col("goes_on"))
    )
    return ended.filter(pl.col("rounds") >= MANY_ROUNDS).height, ended.height


if __name__ == "__main__":
    main()
