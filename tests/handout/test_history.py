"""What people have known: the versions of a folder up to the plan that is handed out."""

from __future__ import annotations

import pytest
from handed import DRAW, FRIDAY, SUNDAY, first, out, planned, second

from agencysim.errors import AgencySimError
from agencysim.handout import history_of, write_handout
from agencysim.handout.history import before
from agencysim.planner.replanning import publish


@pytest.fixture
def folder(tmp_path):
    for known in (first(), second()):
        publish(tmp_path, *known.planned, at=known.at)
    return tmp_path


def test_a_published_plan_is_the_last_of_the_versions_up_to_it(folder):
    assert [(known.number, known.at) for known in history_of(folder, second().planned)] == [(1, FRIDAY), (2, SUNDAY)]
    assert [known.number for known in history_of(folder, first().planned)] == [1]


def test_a_plan_that_is_not_published_comes_after_all_versions(folder):
    draft = planned(out(hour=12), DRAW)
    history = history_of(folder, draft, SUNDAY)
    assert [known.number for known in history] == [1, 2, None]
    assert history[-1].planned == draft
    assert before(history).number == 2


def test_the_folder_of_a_version_stands_for_the_one_that_it_is_in(folder):
    place = next((folder / "published").glob("002_*"))
    assert [known.number for known in history_of(place, second().planned)] == [1, 2]


def test_without_versions_there_is_nothing_to_differ_from(tmp_path):
    history = history_of(tmp_path, first().planned, FRIDAY)
    assert [known.number for known in history] == [None]
    assert before(history) is None


def test_all_that_is_handed_out_lies_where_it_is_said_to(tmp_path):
    place = tmp_path / "week"
    files = write_handout([first(), second()], place)
    assert files == ["week.pdf", "crews.pdf", "people.png", "crews.png", "jobs.png", "capacity.png", "calendars/"]
    assert all((place / file).exists() for file in files)
    calendars = {file.name for file in (place / "calendars").iterdir()}
    assert calendars == {"person_ann.ics", "person_bob.ics", "person_cid.ics", "crew_ann.ics", "unit_van.ics"}


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(AgencySimError, match="file/week"):
        write_handout([first()], tmp_path / "file" / "week")
