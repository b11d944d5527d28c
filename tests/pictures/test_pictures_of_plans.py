"""Pictures of a plan show what is in it."""

from __future__ import annotations

import pytest
from drawn import saved, words
from matplotlib.figure import Figure
from planner.small_plans import duty, piece, plan, usual
from planner.small_problems import at, person, problem, task

from agencysim import pictures
from agencysim.language import use
from agencysim.pictures import style
from agencysim.pictures.capacity import loads_of
from agencysim.pictures.time_axis import on_axis
from agencysim.planner import Planned
from agencysim.planner.planned import capacity, crews_of
from agencysim.planner.problem import Absence, Job, Mode, Place
from agencysim.planner.verifier.world import World
from agencysim.values import HOUR

ALL = ["gantt_by_person", "gantt_by_crew", "gantt_by_job", "load_by_skill"]
CREW = Mode(crew=(Place(skill="put"), Place(skill="lead", lead=True)), content=2 * HOUR)


def planned(*pieces, late=HOUR):
    given = problem(
        [
            person("ann", "draw", "lead", routines=((at(0, 8), at(0, 9)),)),
            person("bob", "put", absences=(Absence(start=at(1, 0), end=at(2, 0)),)),
        ],
        [task("draw", 4, "draw"), task("put_up", 2, modes=(CREW,), job="K", place="site")],
        jobs=(
            Job(id="J", job_type="sign", client="small.1", due=at(0, 12)),
            Job(id="K", job_type="banner", client="key.2"),
        ),
    )
    duties = tuple(each for each in usual(given) if (each.person, each.day) != ("ann", 0))
    return Planned(given, plan(given, *pieces, duties=(*duties, duty(given, "ann", 0, after=late))))


PIECES = (
    piece("draw", "ann", at(0, 14), at(0, 18)),
    piece("put_up", "bob ann", at(1, 8), at(1, 10), job="K"),
)


def bars(ax, row):
    """Return the stretches of the bars of work in a row, in days of the axis."""
    found = []
    for each in ax.collections:
        for path in each.get_paths():
            box = path.get_extents()
            if abs(box.height - 0.56) < 1e-6 and abs((box.y0 + box.y1) / 2 - row) < 1e-6:
                found.append((box.x0, box.x1))
    return sorted(found)


def names(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def spans(made, *pieces):
    axis = made.problem.axis
    return [(pytest.approx(on_axis(axis, each.start)), pytest.approx(on_axis(axis, each.end))) for each in pieces]


def test_a_person_s_row_has_his_work():
    made = planned(*PIECES)
    ax = pictures.gantt_by_person(made)
    assert names(ax) == ["ann", "bob"]
    assert [bars(ax, row) for row in (0, 1)] == [spans(made, *PIECES), spans(made, PIECES[1])]
    assert {"on duty", "overtime", "away"} <= {*words(ax)}


def test_a_crew_s_row_is_named_for_its_lead_and_tells_its_clients():
    made = planned(*PIECES)
    ax = pictures.gantt_by_crew(made)
    assert [crew.lead for crew in crews_of(*made)] == names(ax) == ["ann"]
    assert bars(ax, 0) == spans(made, PIECES[1])
    assert "key.2" in words(ax)


def test_jobs_are_in_order_of_their_dates_and_late_ones_say_so():
    made = planned(*PIECES)
    ax = pictures.gantt_by_job(made)
    assert names(ax) == ["! J", "K"]
    assert bars(ax, 1) == spans(made, PIECES[1])
    dates = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "|" and len(line.get_xdata())]
    assert dates == [pytest.approx(on_axis(made.problem.axis, at(0, 12)))]


def marks(ax):
    """Return the marks of dates by their shapes: where they are, and in which row."""
    return [
        (line.get_marker(), line.get_xdata()[0], line.get_ydata()[0], line.get_color())
        for line in ax.lines
        if line.get_marker() in ("|", "D") and len(line.get_xdata())
    ]


def with_dates(made, **jobs):
    changed = tuple(job.model_copy(update=jobs.get(job.id, {})) for job in made.problem.jobs)
    return Planned(made.problem.model_copy(update={"jobs": changed}), made.plan)


def test_a_date_that_nobody_has_agreed_to_has_a_mark_of_its_own():
    early, late = at(0, 12), at(1, 16)
    made = with_dates(planned(*PIECES), J={"due": late, "provisional": True}, K={"due": early, "provisional": True})
    ax = pictures.gantt_by_job(made)
    axis = made.problem.axis
    assert marks(ax) == [
        ("D", pytest.approx(on_axis(axis, early)), 0, style.VERMILION),
        ("D", pytest.approx(on_axis(axis, late)), 1, style.BLACK),
    ]
    assert {"provisional date", "provisional date of a late job"} <= {*words(ax)}
    assert not {"date", "date of a late job"} & {*words(ax)}


def test_a_mark_that_is_not_seen_is_not_explained():
    agreed = with_dates(planned(*PIECES), K={"due": at(1, 16)})
    assert [mark for mark, *_ in marks(pictures.gantt_by_job(agreed))] == ["|", "|"]
    assert not any("provisional" in text for text in words(pictures.gantt_by_job(agreed)))
    beyond = with_dates(planned(*PIECES), K={"due": agreed.problem.end + HOUR, "provisional": True})
    ax = pictures.gantt_by_job(beyond)
    assert len(marks(ax)) == 1
    assert not any("provisional" in text for text in words(ax))


def test_load_is_counted_by_the_skill_that_is_used_overtime_apart():
    made = planned(*PIECES)
    loads = {skill: dict(days) for skill, days in loads_of(World(*made)).items()}
    assert loads == {"draw": {0: (3 * HOUR, HOUR)}, "put": {1: (2 * HOUR, 0)}, "lead": {1: (2 * HOUR, 0)}}
    assert "3+1 / 7" in words(pictures.load_by_skill(made))


def test_capacity_is_what_all_who_have_a_skill_could_work_meetings_and_leave_apart():
    given = planned().problem
    assert capacity(given, "draw", given.days) == {0: 7 * HOUR, 1: 8 * HOUR}
    assert capacity(given, "put", given.days) == {0: 8 * HOUR, 1: 0}


@pytest.mark.parametrize("name", ALL)
def test_it_is_drawn_on_axes_that_are_given_and_in_chinese(name):
    ax = Figure().subplots()
    assert getattr(pictures, name)(planned(*PIECES), ax) is ax
    with use("zh"):
        assert saved(getattr(pictures, name)(planned(*PIECES)))


@pytest.mark.parametrize("name", ["gantt_by_crew", "gantt_by_job", "load_by_skill"])
def test_a_plan_without_work_says_so(name):
    assert any("nothing is planned" in text for text in words(getattr(pictures, name)(planned())))
