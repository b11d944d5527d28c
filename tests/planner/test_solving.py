"""What is looked at on the way to the cheapest plan."""

from small_problems import at, person, problem, task

from agencysim.planner.construct import construct
from agencysim.planner.cost import cost_of
from agencysim.planner.instances import instance
from agencysim.planner.problem import Holding, Job, Limits
from agencysim.planner.search.model import Model
from agencysim.planner.search.scene import Scene
from agencysim.planner.search.solving import Effort, solve
from agencysim.values import HOUR


def test_the_fewest_hours_of_overtime_come_before_the_least_money():
    # After five ann would take one hour of overtime, and ben, who is slow and cheap, two hours that cost less.
    ann = person("ann", "print").model_copy(update={"wage": 100.0})
    ben = person("ben", Holding(skill="print", level=0.5))
    work = [task("long", 8, "print", job="A"), task("short", 1, "print", job="B", release=at(0, 17), splittable=False)]
    jobs = (Job(id="A", due=at(0, 17)), Job(id="B", due=at(0, 19)))
    given = problem([ann, ben], work, jobs=jobs, limits=Limits(overtime_late=2 * HOUR))
    seen = []
    model = Model(Scene(given), construct(given), [each.id for each in given.tasks], ["ann", "ben"])
    solved = solve(
        model,
        Effort(0, deterministic=1.0, threads=1),
        found=lambda tier, plan: seen.append((tier, sum(duty.overtime for duty in plan.duties) / HOUR)),
    )
    assert [hours for tier, hours in seen if tier == 1] == [1, 2]
    assert solved.proven == 2
    assert cost_of(given, solved.plan).lateness == 0


def test_whoever_interrupts_it_on_the_way_to_money_is_not_kept_waiting_for_money():
    given = instance("S", seed=2)
    model = Model(Scene(given), construct(given), [each.id for each in given.tasks], [who.name for who in given.people])
    seen = []

    def interrupt() -> None:
        if len(seen) == 1:
            seen.append("interrupted")
            raise KeyboardInterrupt

    solved = solve(model, Effort(60, threads=1), found=lambda tier, plan: seen.append(tier), tick=interrupt)
    assert seen == [0, "interrupted"]
    assert solved.stopped
    assert solved.plan is not None
