"""From the routes of a scenario to linked steps, ready to be walked."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from agencysim.chance import name_key
from agencysim.domain import Choice, EndOfShift, Fork, Join, Milestone, Stock, Wait, Work
from agencysim.domain.steps import hands
from agencysim.hours import Hours, day_scale
from agencysim.scenario.routes import branch_of, followers
from agencysim.sim.draws import Draw, Population
from agencysim.sim.route_steps import (
    ChoiceStep,
    CompiledStep,
    ForkStep,
    MilestoneStep,
    Need,
    OutsideStep,
    Route,
    StockStep,
    WaitStep,
    Way,
    WorkStep,
    chance_at,
)
from agencysim.staff import Staff, bits, stand_ins
from agencysim.values import MINUTE

if TYPE_CHECKING:
    from agencysim.calendars import Calendar
    from agencysim.chance import AnyDistribution
    from agencysim.domain import CrewRole
    from agencysim.scenario import Scenario

WORTH_THE_WAY = 15 * MINUTE
"""For less work than this, in seconds, nobody sets out who would have to come again tomorrow (assumed)."""

KINDS = {
    Work: WorkStep,
    Wait: WaitStep,
    Choice: ChoiceStep,
    Fork: ForkStep,
    Join: CompiledStep,
    Stock: StockStep,
    Milestone: MilestoneStep,
}


class RouteCompiler:
    """Compiles the routes of a scenario.

    Parameters
    ----------
    scenario
        Whose routes they are.
    staff, hours
        Its resources and its working hours.
    """

    def __init__(self, scenario: Scenario, staff: Staff, hours: Hours) -> None:
        self.scenario = scenario
        self.staff = staff
        self.hours = hours
        self.levels = [dict(levels) for levels in staff.levels]  # they change in the course of a run
        self.teams = {
            name: reduce(or_, (staff.members.get(who, 0) for who in team.people), 0)
            for name, team in scenario.account_teams.items()
        }
        self.gates: list[Calendar] = []
        self._gate_of: dict[tuple[str, int], int] = {}
        self._count = 0

    def compile(self, populations: dict[str, Population]) -> dict[str, Route]:
        """Return the routes by job type."""
        routes = {}
        for name, job_type in self.scenario.job_types.items():
            routes[name] = route = Route(name, job_type, populations[name])
            self._make_steps(route)
            for step in route.steps.values():
                self._fill(route, step)
            self._job_draws(route)
            _estimate_paths(route)
        return routes

    def _make_steps(self, route: Route) -> None:
        within = branch_of(route.spec.route)
        for position, (name, spec) in enumerate(route.spec.route.items()):
            kind = KINDS[type(spec)]
            step = kind(self._count, name, spec.kind, route.name, position, spec, within=within[name])
            route.steps[name] = step
            self._count += 1
        route.length = len(route.steps)
        for name, follower in followers(route.spec.route).items():
            step = route.steps[name]
            step.next = route.steps[follower] if follower else None

    def _fill(self, route: Route, step: CompiledStep) -> None:
        spec = step.spec
        if isinstance(step, WorkStep) and isinstance(spec, Work):
            self._fill_work(route, step, spec)
        elif isinstance(step, WaitStep) and isinstance(spec, Wait):
            step.delays = self._delays(route, step, spec)
            for draw, calendar in list(step.delays.values())[:1]:
                step.elapsed = self._expected(draw) * self._elapsed_ratio(calendar)
        elif isinstance(step, ChoiceStep) and isinstance(spec, Choice):
            self._fill_choice(route, step, spec)
        elif isinstance(step, ForkStep) and isinstance(spec, Fork):
            step.branches = tuple(route.steps[name] for name in spec.branches)
            step.join = route.steps[spec.join]
        elif isinstance(step, StockStep) and isinstance(spec, Stock):
            step.uses = tuple((m, self._draw(route, step, f"use/{m}", d)) for m, d in spec.uses.items())
            step.waste = self._draw(route, step, "waste", spec.waste) if spec.waste else None
        elif isinstance(step, MilestoneStep) and isinstance(spec, Milestone):
            self._fill_milestone(route, step, spec)

    def _draw(
        self,
        route: Route,
        step: CompiledStep | None,
        purpose: str,
        distribution: AnyDistribution | None,
        calendar: Calendar | None = None,
    ) -> Draw:
        what = name_key(f"{route.name}/{step.name if step else ''}/{purpose}")
        scale = 1.0 if distribution is None else day_scale(distribution, calendar)
        return Draw(route.population, what, distribution, scale)

    def _fill_work(self, route: Route, step: WorkStep, spec: Work) -> None:
        staff = self.staff
        places = [Need(staff.capability(f"skill:{p.skill}"), p.count, shared=p.shared) for p in spec.crew]
        units = (*spec.equipment.items(), *spec.vehicles.items())
        step.needs = (*places, *(Need(staff.capability(f"unit:{kind}"), count) for kind, count in units))
        step.crew = sum(place.count for place in spec.crew)
        step.shared_by = max(1, spec.hands) if spec.per == "person" else 1
        holders = [staff.holders[need.capability] for need in step.needs[: len(places)]]
        step.levels = tuple(self.levels[need.capability] for need in step.needs[: len(places)])
        step.ways = {"": (self._levels_of(spec.crew), step.shared_by, 1.0)}
        for name, other in spec.alternatives.items():
            shared_by = max(1, hands(other.crew)) if spec.per == "person" else 1
            step.ways[name] = (self._levels_of(other.crew), shared_by, other.slower)
        agency = self._calendar(None)  # whose working days count
        step.content = self._draw(route, step, "content", spec.content, agency)
        step.loading = self._draw(route, step, "loading", spec.loading, agency) if spec.loading else None
        step.travel = self._draw(route, step, "travel", spec.travel, agency) if spec.travel else None
        step.rule, step.overtime = spec.end_of_shift, spec.overtime
        step.wait_for_same = spec.wait_for_same_people
        step.uneven = any(step.levels)
        self._fill_site(step, spec)
        step.plain = not (step.site or step.travel or step.loading)
        self._fill_estimate(step)
        if spec.same_people_as:
            earlier = route.steps[spec.same_people_as]
            assert isinstance(earlier, WorkStep)
            step.same_as, earlier.remembers = earlier, True
        if out := spec.outsource:
            calendar = self.hours.named(out.calendar)
            delay = self._draw(route, step, "outside/delay", out.delay, calendar)
            price = self._draw(route, step, "outside/price", out.price)
            step.outside = OutsideStep(price, delay, calendar, int(out.after.seconds))
        step.stand_ins = self._stand_ins(step)
        step.patience = tuple(sorted({after for _, _, after in step.stand_ins}))
        step.teams = {n: m for n, m in self.teams.items() if any(h & m for h in holders)}
        step.escalates = bool(step.stand_ins or step.outside)

    def _levels_of(self, crew: tuple[CrewRole, ...]) -> tuple[dict[int, float], ...]:
        """Return the speeds at each place of a crew, place by place."""
        skills = (self.staff.capability(f"skill:{place.skill}") for place in crew for _ in range(place.count))
        return tuple(self.levels[skill] for skill in skills)

    def _fill_site(self, step: WorkStep, spec: Work) -> None:
        """Give the step its site and the gate that lets a crew leave so as to arrive in the site's hours."""
        step.way_out = int((step.loading.mean if step.loading else 0) + (step.travel.mean if step.travel else 0))
        if spec.site in (None, "always"):
            return
        step.site = self.hours.named(spec.site)
        key = (spec.site or "", step.way_out)
        if key not in self._gate_of:
            self._gate_of[key] = len(self.gates)
            self.gates.append(_earlier(step.site, step.way_out))
        step.gate = 1 << self._gate_of[key]

    def _fill_estimate(self, step: WorkStep) -> None:
        step.lead = (step.loading.mean if step.loading else 0) + 2 * (step.travel.mean if step.travel else 0)
        step.expected = self._expected(step.content)
        step.estimate = step.lead + step.expected / step.shared_by
        if step.rule is EndOfShift.NO_START:
            step.at_least = float("inf")
        elif step.rule is EndOfShift.PAUSE and step.travel:
            step.at_least = WORTH_THE_WAY
        first = next(iter(bits(self.staff.holders[step.needs[0].capability])), None)
        step.elapsed_ratio = self._elapsed_ratio(None if first is None else self.staff.calendars[first])

    def _elapsed_ratio(self, calendar: Calendar | None) -> float:
        """Return how many elapsed seconds a second of open time takes on the whole.

        It is taken over the scenario's own length, so that estimates are the same however long a run is.
        """
        span = self.scenario.axis.midnight(self.scenario.weeks * 7)
        total = span if calendar is None else calendar.work_between(0, span)
        return span / total if total else 1.0

    def _expected(self, draw: Draw) -> float:
        """Return what an estimate takes a quantity to be."""
        quantile = self.scenario.planning.quantile
        if quantile is None or draw.distribution is None:
            return draw.mean
        return float(draw.distribution.quantile(quantile)) * draw.scale

    def _stand_ins(self, step: WorkStep) -> tuple[tuple[int, int, int], ...]:
        """Return (place, mask, seconds to wait) of those who can stand in, soonest first."""
        skills = [need.capability for need in step.needs[: len(step.levels)]]
        return tuple(sorted(stand_ins(self.scenario, self.staff, skills), key=lambda one: one[2]))

    def _delays(self, route: Route, step: WaitStep, spec: Wait) -> dict[str, tuple[Draw, Calendar | None]]:
        if spec.delay is not None:
            calendar = self._calendar(spec.calendar)
            return {"": (self._draw(route, step, "delay", spec.delay, calendar), calendar)}
        found = {}
        for name, tier in self.scenario.tiers.items():
            calendar = self._calendar(spec.calendar or tier.calendar)
            if tier.answer is not None:
                found[name] = (self._draw(route, step, "delay", tier.answer, calendar), calendar)
        return found

    def _calendar(self, name: str | None) -> Calendar | None:
        return None if (name or self.scenario.calendar) == "always" else self.hours.named(name)

    def _fill_choice(self, route: Route, step: ChoiceStep, spec: Choice) -> None:
        ways = [Way(branch, route.steps.get(branch.to)) for branch in spec.branches]
        step.uniform = self._draw(route, step, "choice", None)
        step.conditional = tuple((way.branch.when, way) for way in ways if way.branch.when is not None)
        step.by_chance = tuple(way for way in ways if way.branch.chance is not None)
        left = [way for way in ways if way.branch.chance is None and way.branch.when is None]
        # Chances that add up to 1 but for rounding leave nothing over: the last one takes it.
        step.otherwise = left[0] if left else ways[-1]

    def _fill_milestone(self, route: Route, step: MilestoneStep, spec: Milestone) -> None:
        job_type = route.spec
        step.is_due = job_type.due == step.name
        step.ends_patience = job_type.patience_until == step.name
        step.sets_due = job_type.promise is not None and job_type.promise.at == step.name
        paid = [name for name, s in job_type.route.items() if isinstance(s, Milestone) and s.earns]
        step.is_last_payment = bool(paid) and paid[-1] == step.name
        step.births = tuple((birth, self._draw(route, step, f"birth/{i}", None)) for i, birth in enumerate(spec.births))
        grades = {"": None, **self.scenario.credit}
        step.earns = {name: job_type.payment(step.name, credit)[1] for name, credit in grades.items()}

    def _job_draws(self, route: Route) -> None:
        job_type = route.spec
        for purpose in ("tier", "client", "new", "credit", "team", "debt"):
            route.draws[purpose] = self._draw(route, None, purpose, None)
        if job_type.value is not None:
            route.draws["value"] = self._draw(route, None, "value", job_type.value)
        if promise := job_type.promise:
            calendar = self.hours.named(promise.calendar)
            route.draws["lead time"] = self._draw(route, None, "lead time", promise.lead_time, calendar)
        for name, tier in self.scenario.tiers.items():
            if tier.patience is not None:
                route.patience[name] = self._draw(route, None, "patience", tier.patience)


def _earlier(calendar: Calendar, lead: int) -> Calendar:
    """Return the moments at which one must leave to arrive, after ``lead`` seconds, in open time."""
    pairs = list(zip((calendar.starts - lead).tolist(), (calendar.ends - lead).tolist(), strict=True))
    return type(calendar).from_intervals(pairs, calendar.horizon)


def _estimate_paths(route: Route) -> None:
    """Estimate, from every step, the elapsed time to the due milestone along the likeliest branches."""
    for step in route.steps.values():
        seen: set[int] = set()
        at: CompiledStep | None = step
        while at is not None and at.index not in seen and not (isinstance(at, MilestoneStep) and at.is_due):
            seen.add(at.index)
            step.path += _elapsed(at)
            at = _likeliest(at)


def _elapsed(step: CompiledStep) -> float:
    if isinstance(step, WorkStep):
        return step.estimate * step.elapsed_ratio
    if isinstance(step, WaitStep):
        return step.elapsed
    if isinstance(step, ForkStep):
        return max(_branch_length(branch, step.join) for branch in step.branches)
    return 0.0


def _branch_length(step: CompiledStep | None, join: CompiledStep) -> float:
    total, seen = 0.0, set[int]()
    while step is not None and step is not join and step.index not in seen:
        seen.add(step.index)
        total += _elapsed(step)
        step = _likeliest(step)
    return total


def _likeliest(step: CompiledStep) -> CompiledStep | None:
    if isinstance(step, ForkStep):
        return step.join
    if not isinstance(step, ChoiceStep):
        return step.next
    chances = [(chance_at(branch, 1) or 0.0, to) for branch, to in step.by_chance]
    left = 1.0 - sum(chance for chance, _ in chances)
    likeliest, to = max(chances, key=lambda way: way[0], default=(0.0, None))
    return to if likeliest >= left else step.otherwise.to
