"""What is different between two plans, in sentences that a crew can work by."""

from mended import sick
from small_plans import piece, plan, usual
from small_problems import at, person, problem, task

from agencysim.language import use
from agencysim.planner import replan
from agencysim.planner.names import in_attempt
from agencysim.planner.problem import After, Job, Mode, Outside, Place, Unit
from agencysim.planner.replanning import plan_difference
from agencysim.tables.changes import in_words

VANS = (Unit(name="van.1", kind="van"), Unit(name="van.2", kind="van"))
TWO_WITH_A_VAN = Mode(crew=(Place(skill="fit", count=2),), units={"van": 1}, content=2 * 3600)


def told(given, before, after):
    """Return what a page says of two plans, by section."""
    return {
        section.title: list(section.lines) for section in in_words(given, after, plan_difference(before, after, given))
    }


def fitters(*steps):
    return problem(
        [person(name, "fit") for name in ("ann", "ben", "cid")],
        [task(step, 2, modes=(TWO_WITH_A_VAN,)) for step in steps],
        units=VANS,
    )


def test_who_stays_is_told_of_his_new_colleague_and_of_another_van():
    given = fitters("install", "repair")
    before = plan(
        given,
        piece("install", "ann ben", at(0, 8), at(0, 10), units=("van.1",)),
        piece("repair", "ann ben", at(0, 10), at(0, 12), units=("van.1",)),
    )
    after = plan(
        given,
        piece("install", "ann cid", at(0, 8), at(0, 10), units=("van.1",)),
        piece("repair", "ann ben", at(0, 10), at(0, 12), units=("van.2",)),
    )
    assert told(given, before, after)["Person by person"][0].split("\n  - ") == [
        "ann",
        "install of J: cid instead of ben (together with ann), Mon 03-02 08:00-10:00 as before",
        "repair of J: ann, ben, with van 2 instead of van 1, Mon 03-02 10:00-12:00 as before",
    ]


def test_who_comes_to_a_task_is_told_with_whom_and_with_what():
    given = fitters("install")
    before = plan(given, piece("install", "ann ben", at(0, 8), at(0, 10), units=("van.1",)))
    after = plan(given, piece("install", "cid ben", at(0, 8), at(0, 10), units=("van.2",)))
    page = told(given, before, after)
    name = "install of J: cid instead of ann (together with ben), with van 2 instead of van 1"
    assert page["Work"] == [f"{name}, Mon 03-02 08:00-10:00 as before"]
    assert page["Person by person"] == [
        "ann\n  - no longer install of J, Mon 03-02 08:00-10:00",
        f"ben\n  - {name}, Mon 03-02 08:00-10:00 as before",
        "cid\n  - now install of J, Mon 03-02 08:00-10:00, with ben, van 2",
    ]


def test_what_moves_and_gets_another_van_is_told_of_the_van():
    given = fitters("install")
    before = plan(given, piece("install", "ann ben", at(0, 8), at(0, 10), units=("van.1",)))
    after = plan(given, piece("install", "ann ben", at(0, 10), at(0, 12), units=("van.2",)))
    moved = "install of J: Mon 03-02 10:00-12:00 instead of Mon 03-02 08:00-10:00"
    page = told(given, before, after)
    assert page["Work"] == [f"{moved}, ann, ben, with van 2 instead of van 1"]
    assert page["Person by person"][1] == f"ben\n  - {moved}, with van 2 instead of van 1"


def test_a_crew_is_listed_in_chinese_as_chinese_lists_are():
    given = fitters("install")
    before = plan(given, piece("install", "ann ben", at(0, 8), at(0, 10), units=("van.1",)))
    after = plan(given, piece("install", "cid ben", at(0, 8), at(0, 10), units=("van.2",)))
    with use("zh"):
        assert (
            told(given, before, after)["按人员"][-1]
            == "cid\n  - 改做：J 的“install”，周一 03-02 08:00-10:00，同 ben、van 2"
        )


def test_another_way_of_doing_it_is_told():
    ways = tuple(Mode(name=name, crew=(Place(skill="print"),), content=3600) for name in ("", "by_hand"))
    given = problem([person("ann", "print")], [task("print", 1, modes=ways)])
    before = plan(given, piece("print", "ann", at(0, 8), at(0, 9)))
    after = plan(given, piece("print", "ann", at(0, 8), at(0, 9), mode="by_hand"))
    assert told(given, before, after)["Work"] == ["print of J: ann, done as by hand, Mon 03-02 08:00-09:00 as before"]
    assert told(given, after, before)["Work"] == [
        "print of J: ann, done in the usual way, Mon 03-02 08:00-09:00 as before"
    ]


def test_attempts_of_a_step_are_told_apart():
    given = problem([person("ann", "draw")], [task("revise", 1, "draw", attempt=n) for n in (1, 2)])
    before = plan(given, *(piece("revise", "ann", at(0, 7 + n), at(0, 8 + n), attempt=n) for n in (1, 2)))
    after = plan(given, *(piece("revise", "ann", at(1, 7 + n), at(1, 8 + n), attempt=n) for n in (1, 2)))
    assert [line.split(":")[0] for line in told(given, before, after)["Work"]] == [
        "revise of J",
        "revise (second attempt) of J",
    ]
    assert [in_attempt("print", n) for n in (3, 4)] == ["print (third attempt)", "print (attempt 4)"]
    with use("zh"):
        assert in_attempt("打印", 2) == "打印（第二次）"


def test_what_another_firm_does_has_no_things_of_ours():
    given = problem(
        [person("ann", "fit")],
        [task("install", 2, "fit", units={"van": 1}, outside=Outside(price=10, delay=7200))],
        units=VANS[:1],
    )
    before = plan(given, piece("install", "ann", at(0, 8), at(0, 10), units=("van.1",)))
    after = plan(given, piece("install", "", at(0, 8), at(0, 10), outside=True))
    assert told(given, before, after)["Work"] == [
        "install of J: another firm instead of ann with van 1, Mon 03-02 08:00-10:00 as before"
    ]


def test_where_only_hours_change_all_work_is_told_to_stay():
    given = problem([person("ann", "print")], [])
    before, after = plan(given), plan(given, duties=usual(given)[:1])
    assert told(given, before, after)["What changes from Mon 03-02 00:00 on"] == [
        "All work stays as it is.",
        "No job comes later.",
    ]


# -- what is not planned any more --------------------------------------------------------------------------------------


def one_is_sick(**job):
    """Return a page about a plan of two days of which the second one's only worker is sick."""
    after_due = job.pop("after_due", False)
    given = problem(
        [person("ann", "print")], [task("print", 2, "print", after_due=after_due)], jobs=(Job(id="J", **job),)
    )
    known = plan(given, piece("print", "ann", at(1, 8), at(1, 10)))
    found = replan(given, known, at(1, 0), absent=[sick("ann", at(1, 0), at(2, 0))], rounds=0)
    sections = in_words(found.problem, found.plan, found.difference)
    return {section.title: section.lines for section in sections}, sections[0].lines


def test_work_that_is_left_for_later_is_told_to_be_still_in_time():
    page, whole = one_is_sick(due=at(4, 17))
    assert whole == (
        "1 task is left for after the plan's end. All other work stays as it is.",
        "No job comes later: what is left can still be in time.",
    )
    (line,) = page["Work"]
    told = "left for after the plan's end, still in time for Fri 03-06 17:00 (was Tue 03-03 08:00-10:00, ann)"
    assert line.startswith(f"print of J: {told}: ")


def test_work_that_makes_its_job_late_is_told_to_do_so():
    page, whole = one_is_sick(due=at(1, 17))
    assert whole == ("1 task has no place any more. All other work stays as it is.", "1 job comes later.")
    (line,) = page["Work"]
    assert "so that its job, due Tue 03-03 17:00, is at least 9.0 h late: " in line
    assert page["Dates"] == ("J, due Tue 03-03 17:00: 9.0 h late now, in time before",)


def test_how_late_a_job_gets_is_told_once():
    work = [task("cut", 1, "print"), task("fold", 1, "print", after=(After(step="cut"),))]
    given = problem([person("ann", "print")], work, jobs=(Job(id="J", due=at(1, 17)),))
    known = plan(given, piece("cut", "ann", at(1, 8), at(1, 9)), piece("fold", "ann", at(1, 9), at(1, 10)))
    found = replan(given, known, at(1, 0), absent=[sick("ann", at(1, 0), at(2, 0))], rounds=0)
    page = {section.title: section.lines for section in in_words(found.problem, found.plan, found.difference)}
    assert ["at least" in line for line in page["Work"]] == [True, False]
    assert all("has no place any more" in line for line in page["Work"])


def test_work_on_which_no_date_hangs_is_only_left():
    for job in ({}, {"due": at(1, 17), "after_due": True}):
        page, _ = one_is_sick(**job)
        assert page["Work"][0].startswith("print of J: left for after the plan's end, no date hangs on it (was ")


def test_work_of_which_only_a_part_keeps_its_place_is_told_to_have_no_end():
    given = problem([person("ann", "print")], [task("print", 4, "print", splittable=True)])
    known = plan(given, piece("print", "ann", at(1, 8), at(1, 12)))
    found = replan(given, known, at(1, 0), absent=[sick("ann", at(1, 10), at(2, 0))], rounds=0)
    page = {section.title: section.lines for section in in_words(found.problem, found.plan, found.difference)}
    assert page["Work"] == (
        "print of J: Tue 03-03 08:00-10:00 instead of Tue 03-03 08:00-12:00, ann; not planned to its end: "
        "print: 4 h of work, and at most 2 h in which all are available",
    )


def test_work_to_which_nobody_comes_any_more_is_told_and_not_called_done():
    given = problem([person("ann", "print")], [task("print", 2, "print"), task("fold", 1, "print")])
    printed, folded = piece("print", "ann", at(0, 8), at(0, 10)), piece("fold", "ann", at(0, 10), at(0, 11))
    later = given.model_copy(update={"tasks": given.tasks[:1]})
    page = told(later, plan(given, printed, folded), plan(later, printed))
    assert page["What changes from Mon 03-02 00:00 on"][0] == (
        "1 task is not in the plan any more. All other work stays as it is."
    )
    assert page["Work"] == [
        "fold of J: not in this plan any more, since it is done, or by what is known now nobody comes to it before the "
        "plan ends (was Mon 03-02 10:00-11:00, ann)"
    ]


def test_what_is_left_is_told_in_chinese():
    with use("zh"):
        _, whole = one_is_sick(due=at(4, 17))
    assert whole[1] == "没有订单推迟：留到以后的工作仍赶得上交期。"
