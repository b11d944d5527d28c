"""What happens when shifts end: who stays on, for how long, and on what."""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from typing import TYPE_CHECKING

from agencysim.calendars import DayType, finish_together
from agencysim.domain import EndOfShift
from agencysim.errors import HorizonError
from agencysim.staff import bits

if TYPE_CHECKING:
    from collections.abc import Callable

    from agencysim.hours import Hours
    from agencysim.scenario import Scenario
    from agencysim.sim.floor import Floor
    from agencysim.sim.route_steps import WorkStep
    from agencysim.sim.visits import Task

UNSPLITTABLE = (EndOfShift.FINISH, EndOfShift.NO_START)


class OvertimeDesk:
    """Decides on overtime once for a person and day, in granules, by estimates; what is granted stays granted.

    Work that cannot be split goes on granule by granule until it is done, whatever the limits; that is told by
    the log, not prevented.

    Parameters
    ----------
    scenario
        Its rules.
    hours
        Its working hours and public holidays.
    floor
        Where people work.
    wake
        Called when something is to be decided at the end of the instant.
    """

    def __init__(self, scenario: Scenario, hours: Hours, floor: Floor, wake: Callable[[], None]) -> None:
        rules = scenario.overtime
        self.policy = rules.policy
        self.granule = int(rules.granule.seconds)
        self.most_a_day = int(rules.max_day.seconds)
        self.most_a_month = int(rules.max_month.seconds)
        self.axis = scenario.axis
        self.days = hours.days
        self.floor = floor
        self._wake = wake
        self.used: dict[tuple[int, object], int] = defaultdict(int)
        self._now = -1
        self._today: tuple[object, object] = (None, None)
        self.closing = 0
        self.day_done = 0
        self.ending = 0
        self.continuing = 0
        self.planned_until = 0  # until then a plan says who stays on, but for what cannot be left
        floor.overtime_allowance = self.allowance

    def allowance(self, person: int, begins: int) -> int:
        """Return the overtime in seconds that the rules still allow a person on the day on which it begins."""
        if self.policy == "never":
            return 0
        day, month = self._day_and_month(begins)
        left = min(self.most_a_day - self.used[person, day], self.most_a_month - self.used[person, month])
        return max(0, left // self.granule * self.granule)

    def _day_and_month(self, now: int) -> tuple[object, object]:
        """Return the day and the month that overtime at a moment counts for; remembered, since it is asked often."""
        if now != self._now:
            day = self.axis.date_of(max(0, now - 1))
            self._now, self._today = now, (day, (day.year, day.month))
        return self._today

    def note(self, person: int, start: int, until: int) -> None:
        """Count overtime that was granted."""
        day, month = self._day_and_month(start)
        self.used[person, day] += until - start
        self.used[person, month] += until - start

    def decide(self) -> None:
        """Let those whose shift ends now stay on or go home."""
        floor = self.floor
        staying = 0
        if (going := self.day_done | self.continuing) & floor.busy:
            for task in self._running(going):
                staying |= self._decide_task(task)
        floor.close(self.closing & ~staying)
        if staying:
            floor.reservation.forget()
        if leaving := self.closing & ~staying & floor.staff.leavers & floor.busy:
            self._hand_over(leaving)
        self.closing = self.day_done = self.ending = self.continuing = 0

    def _hand_over(self, mask: int) -> None:
        """Stop the tasks of those who leave the agency today, so that others can take them."""
        floor, now = self.floor, int(self.floor.env.now)
        for person in bits(mask):
            calendar = floor.calendars[person]
            if calendar is not None and not calendar.work_between(now, calendar.horizon):
                for task in floor.tasks_of(1 << person):
                    floor.stop(task, "interrupted")

    def _running(self, mask: int) -> list[Task]:
        """Return the tasks that these people are at, in an order that does not depend on events."""
        tasks = self.floor.tasks_of(mask & self.floor.people)
        return sorted(tasks, key=lambda task: (task.job.order, task.step.position))

    def _decide_task(self, task: Task) -> int:
        """Decide on one task; return the mask of those who stay."""
        step, now = task.step, self.floor.env._now
        going = task.crew & self.closing & self.floor.people
        if step.rule is EndOfShift.RESTART:
            if going & self.day_done:
                self.floor.stop(task, "restarted")
            return 0
        if not going & (self.ending | self.continuing):
            return 0  # who goes from work to a meeting does not stay on
        if not self._could_go_on(task) or (step.site and not self._may_stay(task, now)):
            return 0
        if step.rule in UNSPLITTABLE:
            return self._grant(task, going, now + self.granule)
        if not step.overtime or self.policy == "never" or not going & self.ending or now < self.planned_until:
            return 0
        if task.legs and len(task.legs) == 3 and step.rule is EndOfShift.PAUSE:
            return 0  # a crew that comes back tomorrow anyway goes home
        length = self._worthwhile(task, going, now)
        return self._grant(task, going, now + length) if length else 0

    def _could_go_on(self, task: Task) -> bool:
        """Return whether all are there but for those going home, and no machine closes with them."""
        floor = self.floor
        return not task.crew & (~floor.duty | self.closing & ~floor.people)

    def _may_stay(self, task: Task, now: int) -> bool:
        """Return whether going on makes sense on a site: it is open, or the crew is on its way back."""
        legs = task.legs
        if task.step.site.is_open(now):
            return True
        return bool(legs and len(legs) == 3 and self.floor.timing.done_by(task, now)[1] >= legs[1].work)

    def _worthwhile(self, task: Task, going: int, now: int) -> int:
        """Return the overtime in seconds that the policy grants, by estimates."""
        allowed = min(self.allowance(person, now) for person in bits(going))
        if not allowed:
            return 0
        remaining = self._estimate_left(task, now)
        wanted = ceil(remaining / self.granule) * self.granule
        if self.policy == "finish_task":
            return wanted if wanted <= allowed else 0
        return min(wanted, allowed) if self._would_be_late(task, remaining, now) else 0

    def _estimate_left(self, task: Task, now: int) -> float:
        """Return the seconds that a running task still needs, by estimate and by what was worked on it."""
        step: WorkStep = task.step
        expected = step.lead + max(0.0, step.expected - task.done) / task.pace
        return max(expected - self.floor.timing.work_by(task, now), self.granule)

    def _would_be_late(self, task: Task, remaining: float, now: int) -> bool:
        job, step = task.job, task.step
        due: int | None = job.due
        if due is None or job.due_reached is not None:
            return False
        hours = [c for m in task.members if (c := self.floor.calendars[m]) is not None]
        try:
            back = finish_together(hours, now, 1) - 1 if hours else now  # when all are there again
        except HorizonError:
            back = now
        after = step.path - step.estimate * step.elapsed_ratio
        return bool(back + remaining + max(0.0, after) > due)

    def _grant(self, task: Task, going: int, until: int) -> int:
        """Grant overtime to those of a crew whose shift ends now; return their mask."""
        floor, now = self.floor, self.floor.env._now
        kind = self._kind_of_day(now)
        for person in bits(going):
            floor.timing.grants[person].append((now, until))
            self.note(person, now, until)
            floor.recorder.overtime.append((person, now, until, kind, task.job, task.step))
        floor.in_overtime |= going
        self.end_at(until, going)
        floor.reschedule(task)
        return going

    def _kind_of_day(self, now: int) -> str:
        """Return the pay class of overtime after a shift that was rostered: off-days of the country count more."""
        day = self.axis.date_of(max(0, now - 1))
        if self.days.of(day) is DayType.HOLIDAY:
            return "holiday"
        return "rest_day" if self.days.is_off(day) else "workday"

    def end_at(self, until: int, mask: int) -> None:
        """Let people's overtime end at a moment."""
        self.floor.env.call_at(until, self._over, mask)

    def _over(self, mask: int) -> None:
        now = int(self.floor.env.now)
        self.floor.in_overtime &= ~mask
        self._wake()
        for person in bits(mask):
            calendar = self.floor.calendars[person]
            if calendar is not None and not calendar.is_open(now):
                self.closing |= 1 << person
                self.continuing |= 1 << person
