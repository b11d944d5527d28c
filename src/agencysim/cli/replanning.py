"""The commands for a plan that meets reality: who else could do a task, what is different, and replanning."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003  # typer reads it
from typing import TYPE_CHECKING, Annotated

import typer

from agencysim.cli.app import AsJson, Language, app, load_scenario, say, say_json, tell_notes
from agencysim.cli.plan_arguments import Planned, PlanPath, leave_of, moment_of, read_plan
from agencysim.language import tr, tr_n

if TYPE_CHECKING:
    from collections.abc import Callable

    from agencysim.planner import Difference, Problem, Replanned
    from agencysim.planner.replanning import Answer
    from agencysim.planner.week import Leave
    from agencysim.tables.changes import Section
    from agencysim.workbook import Contents

# -- who else ----------------------------------------------------------------------------------------------------------


@app.command()
def candidates(
    plan: PlanPath,
    task: Annotated[str, typer.Argument(help="Job and step, as in 'sign-12 print' or sign-12/print.", metavar="TASK")],
    most: Annotated[int, typer.Option(help="How many at most.", min=1)] = 6,
    lang: Language = None,  # noqa: ARG001  # spoken already
    as_json: AsJson = False,
) -> None:
    """Say who else could do a task, and when, and what that would change: the best first.

    Exits with 1 if nobody else can.
    """
    from agencysim.planner.replanning import candidates as look_for
    from agencysim.planner.replanning import task_named
    from agencysim.tables.candidates import as_planned, candidate_in_words, nobody_else

    known = read_plan(plan)
    name = task_named(known.problem, task)
    found = look_for(known.problem, known.plan, name, most=most)
    if as_json:
        say_json([each.model_dump(mode="json", exclude={"plan"}) for each in found])
    else:
        say(as_planned(known.problem, known.plan, name))
        for number, each in enumerate(found, 1):
            say(f"{number}. {candidate_in_words(known.problem, each)}")
        if not found:
            say(nobody_else(known.problem, known.plan, name))
    if not found:
        raise typer.Exit(1)


# -- what is different -------------------------------------------------------------------------------------------------


@app.command()
def difference(
    old: PlanPath,
    new: Annotated[Path, typer.Argument(help="Another plan, given in the same way.", metavar="PLAN")],
    lang: Language = None,  # noqa: ARG001  # spoken already
    as_json: AsJson = False,
) -> None:
    """Say in what a plan differs from another one: work, working hours, overtime, dates, and what is to be approved.

    Exits with 0 if nothing is different, with 1 if something is.
    """
    from agencysim.errors import PlanError
    from agencysim.planner import plan_difference
    from agencysim.plans import foreign
    from agencysim.tables.changes import in_words

    before, after = read_plan(old), read_plan(new)
    remedy = tr("give two plans of one agency")
    if (wrong := foreign(after.plan, before.problem.scenario, remedy)) is not None:
        raise PlanError([wrong])
    since = max(before.plan.start, after.plan.start, after.problem.frozen_until or 0)
    found = plan_difference(before.plan, after.plan, after.problem, before=before.problem, since=since)
    _show(found, in_words(after.problem, after.plan, found), as_json=as_json)
    if not found.is_empty:
        raise typer.Exit(1)


def _show(found: Difference, sections: list[Section], *, as_json: bool) -> None:
    from agencysim.tables.changes import as_text

    if as_json:
        say_json(found.model_dump(mode="json"))
    else:
        say(as_text(sections).rstrip("\n"))


# -- replanning --------------------------------------------------------------------------------------------------------


@app.command()
def replan(
    plan: PlanPath,
    now: Annotated[
        str | None,
        typer.Option(
            help="From when on something may change. \\[default: the beginning of the plan]", metavar="MOMENT"
        ),
    ] = None,
    absent: Annotated[
        list[str] | None,
        typer.Option(
            help="Who is sick, or which machine is broken, when: installer.1=2026-05-13..2026-05-14, both days "
            "included, or with times. May be given several times.",
            metavar="NAME=FROM..TO",
        ),
    ] = None,
    leave: Annotated[
        list[str] | None, typer.Option(help="Who is on leave, told in the same way.", metavar="NAME=FROM..TO")
    ] = None,
    jobs: Annotated[
        Path | None,
        typer.Option(
            "--jobs",
            "--actuals",
            help="Workbook, or folder of its CSV files, that says where the agency stands now: what was really done, "
            "rush jobs, fixed work. With --scenario.",
            metavar="WORKBOOK",
        ),
    ] = None,
    scenario: Annotated[
        Path | None,
        typer.Option(
            help="The scenario of the agency, for --jobs; without, for the week.xlsx that lies beside the plan, and "
            "is written with --out, too.",
            metavar="SCENARIO",
        ),
    ] = None,
    frozen: Annotated[
        str | None, typer.Option(help="What begins before this stays as it is, too.", metavar="MOMENT")
    ] = None,
    limit: Annotated[
        float, typer.Option("--time", help="Seconds to look for a better answer; 0 takes the first one.", min=0)
    ] = 10.0,
    workers: Annotated[int, typer.Option(help="Processes that look for a better answer.", min=1)] = 1,
    seed: Annotated[int, typer.Option(help="Chance of the search.", min=0)] = 1,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for problem.json, plan.json, changes.txt, what is handed out; with --scenario, week.xlsx."
        ),
    ] = None,
    publish: Annotated[
        bool, typer.Option("--publish", help="With --out: keep the new plan as the next version that people know.")
    ] = False,
    lang: Language = None,  # noqa: ARG001  # spoken already
    as_json: AsJson = False,
) -> None:
    """Plan anew what an absence, a rush job or what was really done has disturbed, and as little else as can be.

    The plan that people know is the version published last, if any was. What has begun stays. Prints what changes, for
    whom, which dates move, and what has to be approved.
    """
    from agencysim.cli.publishing import check_kept, tell_where
    from agencysim.planner import replan as look_for
    from agencysim.tables.changes import as_text, in_words

    check_kept(out, publish=publish)
    known = read_plan(plan, published=True)
    contents = _contents(known.folder, jobs, scenario)
    problem = known.problem if jobs is None or contents is None else _as_told(known, jobs, contents)
    away = [*leave_of(problem, absent or [], "sick"), *leave_of(problem, leave or [], "leave")]
    found = look_for(
        problem,
        known.plan,
        None if now is None else moment_of(problem, now),
        absent=away,
        frozen_until=None if frozen is None else moment_of(problem, frozen),
        time_limit=limit,
        workers=workers,
        seed=seed,
        progress=None if as_json else _teller(),
    )
    sections = in_words(found.problem, found.plan, found.difference)
    if out is not None:
        _write(found, as_text(sections), out)
        _write_workbook(found, contents, away, out)
    if as_json:
        say_json(found.model_dump(mode="json", exclude={"problem"}))
    else:
        _show(found.difference, sections, as_json=False)
        for violation in found.result.broken:
            say(tr("Note: {detail} ({rule})", detail=violation.detail, rule=violation.rule.text))
    if out is not None:
        files = "problem.json, plan.json, changes.txt" + (", week.xlsx" if contents else "")
        tell_where(out, files, found.problem, found.plan, publish=publish, quiet=as_json)


def _contents(folder: Path, jobs: Path | None, scenario: Path | None) -> Contents | None:
    """Return what a workbook says, the one that lies beside the plan if no other is given; of no scenario nothing.

    Raises
    ------
    AgencySimError
        If a workbook is given, and no scenario, or one of them is none.
    """
    from agencysim.errors import AgencySimError
    from agencysim.workbook import read_workbook

    if scenario is None:
        if jobs is None:
            return None
        raise AgencySimError(tr("--jobs tells of an agency: say of which one with --scenario SCENARIO"))
    book = folder / "week.xlsx" if jobs is None else jobs
    contents = read_workbook(book, load_scenario(scenario))
    tell_notes(book, contents.notes)
    return contents


def _as_told(known: Planned, jobs: Path, contents: Contents) -> Problem:
    """Return what is to be planned from where a workbook says that the agency stands."""
    from agencysim.errors import AgencySimError
    from agencysim.planner import problem_of

    weeks = -(-(known.problem.end - contents.state.time) // (7 * 86400))
    problem = problem_of(
        contents.scenario, contents.state, week=contents.week, weeks=max(1, weeks), published=known.plan
    )
    if problem.start >= known.plan.end:
        raise AgencySimError(tr("{path}: it tells of a time after the plan has ended", path=jobs))
    return problem


def _teller() -> Callable[[Answer], None]:
    """Return what tells on standard error that there is another answer than before."""
    told: list[tuple[str, str]] = []

    def tell(answer: Answer) -> None:
        changes = tr_n("{n} task changes", "{n} tasks change", answer.changes)
        late = tr("{late:.1f} h late by weight", late=answer.cost.lateness)
        if (changes, late) not in told[-1:]:
            seconds = {"seconds": answer.seconds, "changes": changes, "late": late}
            sys.stderr.write(tr("after {seconds:.1f} s: {changes}, {late}", **seconds) + "\n")
            told.append((changes, late))

    return tell


def _write(found: Replanned, page: str, out: Path) -> None:
    from agencysim.log import make_folder, write_text

    make_folder(out)
    found.problem.write(out / "problem.json")
    found.plan.write(out / "plan.json")
    write_text(out / "changes.txt", page)


def _write_workbook(found: Replanned, contents: Contents | None, away: list[Leave], out: Path) -> None:
    """Write the new plan as the workbook of the week, with who is away in it."""
    from agencysim.workbook import Outcome, write_workbook

    if contents is not None:
        week = contents.week.model_copy(update={"leave": (*contents.week.leave, *away)})
        outcome = Outcome(found.problem, found.result, contents.schedule)
        write_workbook(out / "week.xlsx", contents.scenario, contents.state, week, outcome)
