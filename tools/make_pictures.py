"""Draw every picture of a simulated year of the shipped agencies.

python tools/make_pictures.py           # those of docs/pictures.md, into docs/pictures/
python tools/make_pictures.py FOLDER    # those of all shipped agencies, in English and in Chinese
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import agencysim as ag
from agencysim.figures.over_time import jobs_by_day
from agencysim.language import LANGUAGES, use

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim import Log

ROOT = Path(__file__).parents[1]
AGENCIES = ("small_sign_shop", "signage_agency", "campaign_agency")
SHOWN = "signage_agency"
OF_A_PLAN = ["gantt_by_person", "gantt_by_crew", "gantt_by_job", "load_by_skill"]
OF_STUDIES = {"study_boxes", "study_differences", "tornado", "warm_up"}
OF_A_RISK = ("date_probabilities", "gantt_with_spread")
OTHERS = {"search_history", *OF_STUDIES, *OF_A_RISK, *OF_A_PLAN}
OF_A_RUN = [name for name in ag.pictures.__all__ if name not in OTHERS]


def main() -> None:
    """Draw what the command line asks for."""
    if len(sys.argv) < 2:
        log, folder = year_of(SHOWN), ROOT / "docs" / "pictures"
        draw(log, "en", folder, OF_A_RUN, "{picture}.png")
        draw(log, "zh", folder, ["load_by_week"], "{picture}_zh.png")
        draw_warm_up(folder)
        draw_study(folder)
        draw_risk(folder)
        draw_week(folder)
        return
    for agency in AGENCIES:
        log = year_of(agency)
        for code in LANGUAGES:
            draw(log, code, Path(sys.argv[1]), OF_A_RUN, f"{agency}_{{picture}}_{code}.png")


def year_of(agency: str) -> Log:
    """Return a year of a shipped agency."""
    return ag.simulate(ag.load(ROOT / "scenarios" / f"{agency}.yaml"), seed=1, weeks=52)


def draw(log: Log, code: str, folder: Path, pictures: Iterable[str], name: str) -> None:
    """Draw pictures of a run in a language, into a folder that is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    with use(code):
        for picture in pictures:
            function = getattr(ag.pictures, picture)
            ax = function(log, typical_job(log)) if picture == "job_life" else function(log)
            ax.figure.savefig(folder / name.format(picture=picture), metadata={"Software": None})


def draw_warm_up(folder: Path) -> None:
    """Draw how the jobs in the house settle, over ten years of the small sign shop without season that start empty."""
    shop = ag.load(ROOT / "scenarios" / "small_sign_shop.yaml").model_copy(update={"warm_up_weeks": 0})
    seasonal = [name for name, job_type in shop.job_types.items() if job_type.demand and job_type.demand.months]
    scenario = shop.with_({f"job_types.{name}.demand.months": [] for name in seasonal})
    logs = [ag.simulate(scenario, seed=1, replication=n, weeks=52) for n in range(10)]
    ax = ag.pictures.warm_up([jobs_by_day(log)["jobs"] for log in logs], what="Jobs in the house, day by day")
    ax.figure.savefig(folder / "warm_up.png", metadata={"Software": None})


def draw_risk(folder: Path) -> None:
    """Draw what may come of a week of the small sign shop."""
    shop = ag.load(ROOT / "scenarios" / "small_sign_shop.yaml")
    state = ag.state_at(ag.simulate(shop, seed=1, weeks=20), shop.axis.seconds(date(2026, 5, 11)))
    found = ag.risk(ag.plan(ag.problem_of(shop, state), time_limit=10).plan, shop, state, replications=200)
    for name in OF_A_RISK:
        ax = getattr(ag.pictures, name)(shop, found)
        ax.figure.savefig(folder / f"{name}.png", dpi=90, metadata={"Software": None})


def draw_study(folder: Path) -> None:
    """Draw what more people would do for a busy small sign shop, and what its dates hang on."""
    shop = ag.load(ROOT / "scenarios" / "small_sign_shop.yaml")
    busy = shop.with_({f"job_types.{name}.demand.per_week": "x1.35" for name in shop.job_types})
    more = {
        f"one {role} more": busy.with_({f"people.{role}.count": "+1"}) for role in ("installer", "printer", "maker")
    }
    how = {"weeks": 20, "warm_up": 6, "replications": 10}
    result = ag.Study({"as it is": busy} | more, metrics=["on_time"], **how).run()
    for name in ("study_boxes", "study_differences"):
        getattr(ag.pictures, name)(result).figure.savefig(folder / f"{name}.png", metadata={"Software": None})
    found = ag.tornado(busy, paths=["job_types.*", "roles.*.skills.*"], **how)
    ag.pictures.tornado(found).figure.savefig(folder / "tornado.png", metadata={"Software": None})


def draw_week(folder: Path) -> None:
    """Draw how a plan for a week of the small sign shop became better within a minute, and what is in it."""
    shop = ag.load(ROOT / "scenarios" / "small_sign_shop.yaml")
    state = ag.state_at(ag.simulate(shop, seed=1, weeks=20), shop.axis.seconds(date(2026, 5, 11)))
    problem = ag.problem_of(shop, state)
    found = ag.plan(problem)
    axes = {"search_history": ag.pictures.search_history(found)}
    axes |= {name: getattr(ag.pictures, name)(ag.Planned(problem, found.plan)) for name in OF_A_PLAN}
    for name, ax in axes.items():
        ax.figure.savefig(folder / f"{name}.png", metadata={"Software": None})
    known = ag.handout.Known(ag.Planned(problem, found.plan), datetime(2026, 5, 8, 16, tzinfo=UTC), number=1)
    (folder / "week_sheet.png").write_bytes(ag.handout.as_pictures("week", ag.handout.sheet_of(known), dots=90)[0])


def typical_job(log: Log) -> str:
    """Return the finished job with the highest price among some of the middle of the run."""
    jobs = log.jobs.filter(log.jobs["outcome"] == "done").sort("arrived")
    middle = jobs[len(jobs) // 2 : len(jobs) // 2 + 60]
    return str(middle.sort("value", descending=True)["job"][0])


if __name__ == "__main__":
    main()
