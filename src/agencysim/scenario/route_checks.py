"""Whether routes lead somewhere: reachability, ways out, chances and forks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agencysim.domain.steps import END, Choice, Fork, Join, Work
from agencysim.language import tr
from agencysim.scenario.messages import Finding
from agencysim.scenario.routes import forks_of, reached, ways_of

if TYPE_CHECKING:
    from agencysim.domain import Branch, Condition, JobType, Step
    from agencysim.scenario.model import Scenario
    from agencysim.scenario.paths import Place
    from agencysim.scenario.routes import Route, Ways

_ROUNDING = 1e-9

Alternatives = Sequence[tuple[str | None, ...]]
"""Sets of successors: a job may be bound to any of the sets, and is led by chance within it."""


@dataclass(frozen=True)
class Walk:
    """A route about to be checked.

    Parameters
    ----------
    job_type, spec
        Whose route it is.
    tiers
        The client tiers.
    ways
        What follows each step.
    order
        The steps that a job can come to.
    """

    job_type: str
    spec: JobType
    tiers: frozenset[str]
    ways: Ways
    order: list[str | None]

    @property
    def route(self) -> Route:
        """The steps by name."""
        return self.spec.route

    @property
    def first(self) -> str:
        """The step at which a job begins."""
        return next(iter(self.route))

    def place(self, step: str, *more: str | int) -> Place:
        """Return where a step, or a part of it, is in the scenario."""
        return ("job_types", self.job_type, "route", step, *more)

    def leads_to(self, name: str | None, among: Sequence[str | None]) -> str:
        """Return the first of some steps that lead to another one, or the words for the beginning."""
        before = (step for step in among if step is not None and name in self.ways[step])
        return next((repr(step) for step in before), tr("the beginning of the route"))


def problems(scenario: Scenario) -> list[Finding]:
    """Return what is wrong with the routes; what steps name is looked at elsewhere.

    Where a route names steps that do not exist, only what each step says by itself is looked at.
    """
    found = []
    for name, spec in scenario.job_types.items():
        ways = ways_of(spec.route)
        walk = Walk(name, spec, frozenset(scenario.tiers), ways, reached(ways, [next(iter(spec.route))]))
        checks = (*STEP_CHECKS, *ROUTE_CHECKS) if _is_whole(spec.route, ways) else STEP_CHECKS
        found += [finding for check in checks for finding in check(walk)]
    return list(dict.fromkeys(found))


def _is_whole(route: Route, ways: Ways) -> bool:
    named = {name for names in ways.values() for name in names if name is not None}
    joins = {fork.join for fork in forks_of(route).values()}
    return all(name in route for name in named) and all(isinstance(route.get(name), Join) for name in joins)


def no_step_is_called_end(walk: Walk) -> Iterator[Finding]:
    """Keep the name that ends a route free."""
    if END in walk.route:
        what = tr("{end!r} ends a route, no step can be called so", end=END)
        yield Finding(walk.place(END), what, tr("choose another name"))


def choices_and_forks_have_no_next(walk: Walk) -> Iterator[Finding]:
    """Let choices and forks go on by their branches only."""
    for name, step in walk.route.items():
        if isinstance(step, Choice | Fork) and step.next is not None:
            what = tr("a {kind} goes on by its branches, so 'next' means nothing here", kind=step.kind)
            yield Finding(walk.place(name, "next"), what, tr("leave it out"))


def chances_add_up(walk: Walk) -> Iterator[Finding]:
    """Let the chances of a choice add up to 1, or to less if a branch takes the rest, at every visit."""
    for name, step in walk.route.items():
        if isinstance(step, Choice):
            place = walk.place(name, "branches")
            yield from (Finding(place, *words) for words in _sums(step) if words)
            if not _has_rest(step) and not _chances(step) and not _conditions_cover_all(step, walk.tiers):
                what = tr("nothing is left if no condition holds")
                yield Finding(place, what, tr("add a branch with neither chance nor when"))


def _sums(step: Choice) -> Iterator[tuple[str, str]]:
    rest = [branch for branch in step.branches if branch.chance is None and branch.when is None]
    if len(rest) > 1:
        names = " and ".join(repr(branch.to) for branch in rest)
        yield tr("{names} have neither chance nor condition", names=names), tr("only one branch can take what is left")
    chances = _chances(step)
    visits = max(map(len, chances), default=0)
    for visit in range(visits):
        total = sum(_at_visit(each, visit) for each in chances)
        when = tr(" at visit {visit}", visit=visit + 1) if visits > 1 else ""
        if total > 1 + _ROUNDING:
            yield tr("the chances{when} add up to {total:g}", when=when, total=total), tr("make them add up to 1")
            return
        if total < 1 - _ROUNDING and not rest:
            what = tr("the chances{when} add up to {total:g}, and no branch takes the rest", when=when, total=total)
            yield what, tr("make them add up to 1, or leave out the chance of one branch")
            return


def _chances(step: Choice) -> list[tuple[float, ...]]:
    return [_by_visit(branch) for branch in step.branches if branch.chance is not None]


def _by_visit(branch: Branch) -> tuple[float, ...]:
    chance = branch.chance
    return chance if isinstance(chance, tuple) else (() if chance is None else (chance,))


def _at_visit(chances: tuple[float, ...], visit: int) -> float:
    return chances[min(visit, len(chances) - 1)]


def _has_rest(step: Choice) -> bool:
    return any(branch.chance is None and branch.when is None for branch in step.branches)


def _conditions_cover_all(step: Choice, tiers: frozenset[str]) -> bool:
    """Return whether every tier has its branch; of other facts one cannot be sure."""
    conditions = [branch.when for branch in step.branches if branch.when]
    named = {tier for when in conditions if when.fact == "tier" for tier in when.among or ()}
    return bool(tiers) and named >= tiers


def facts_are_known(walk: Walk) -> Iterator[Finding]:
    """Ask only for facts that jobs of this type have."""
    for name, step in walk.route.items():
        for number, branch in enumerate(step.branches if isinstance(step, Choice) else ()):
            place = walk.place(name, "branches", number, "when")
            if branch.when and branch.when.fact == "value" and walk.spec.value is None:
                yield Finding(place, tr("jobs of this type have no value"), tr("give the job type a value"))
            if branch.when and branch.when.fact == "lateness" and walk.spec.promise is None:
                yield Finding(place, tr("jobs of this type are never late"), tr("give the job type a promise"))


def every_step_is_reached(walk: Walk) -> Iterator[Finding]:
    """Lead some way to every step; a branch whose chance is 0 counts, since a what-if may switch one off."""
    order = set(walk.order)
    missed = [name for name in walk.route if name not in order]
    while missed:
        yield Finding(
            walk.place(missed[0]), tr("no way leads to this step"), tr("let a step lead to it, or leave it out")
        )
        beyond = set(reached(walk.ways, [missed[0]]))
        missed = [name for name in missed if name not in beyond]


def loops_have_a_way_out(walk: Walk) -> Iterator[Finding]:
    """Let every job come to the end some time, whatever its facts are."""
    bound = {name: _in_the_long_run(walk.route[name], walk.ways[name]) for name in walk.order if name}
    ends = _that_can_end(bound)
    seen: set[str | None] = set()
    for name in bound:
        if name not in ends and name not in seen:
            loop = _loop_from(name, bound, ends)
            if not seen.intersection(loop):
                shown = " -> ".join(map(str, [*loop, loop[0]]))
                what = tr("there is no sure way out of the loop {shown}", shown=shown)
                remedy = tr("let a choice in it lead on, with a chance that stays above 0 for every kind of job")
                yield Finding(walk.place(loop[0]), what, remedy)
            seen.update([name, *loop])


def _that_can_end(bound: Mapping[str, Alternatives]) -> set[str | None]:
    """Return the steps from which a job can come to the end, working back from there."""
    before: dict[str | None, list[str]] = {}
    for name, alternatives in bound.items():
        for to in {to for names in alternatives for to in names}:
            before.setdefault(to, []).append(name)
    ends: set[str | None] = {None, *(name for name, alternatives in bound.items() if not alternatives)}
    waiting = list(ends)
    for ended in waiting:
        newly = [name for name in before.get(ended, ()) if name not in ends and _can_end(bound[name], ends)]
        ends.update(newly)
        waiting.extend(newly)
    return ends


def _can_end(alternatives: Alternatives, ends: set[str | None]) -> bool:
    return all(any(name in ends for name in names) for names in alternatives)


def _loop_from(name: str, bound: Mapping[str, Alternatives], ends: set[str | None]) -> list[str]:
    """Follow a step that cannot end until a step comes again; return the steps of that loop."""
    path = [name]
    while True:
        trap = next(names for names in bound[path[-1]] if not ends.intersection(names))
        following = str(trap[0])
        if following in path:
            return path[path.index(following) :]
        path.append(following)


def _in_the_long_run(step: Step, ways: tuple[str | None, ...]) -> Alternatives:
    """Return where a job can go after so many visits that chances and attempts change no more.

    A job is bound to a branch by facts of its own, which never change; of all branches of a fork each is
    walked.
    """
    if isinstance(step, Fork):
        return [(name,) for name in ways]
    if not isinstance(step, Choice):
        return [ways]
    alternatives: list[tuple[str | None, ...]] = []
    for branch, to in zip(step.branches, ways, strict=True):
        holds = _holds_in_the_long_run(branch.when) if branch.when else False
        if holds is not False:
            alternatives.append((to,))
        if holds:
            return alternatives
    by_chance = _by_chance(step, ways)
    return [*alternatives, by_chance] if by_chance else alternatives


def _holds_in_the_long_run(when: Condition) -> bool | None:
    """Return whether a condition holds after many attempts or much time; ``None`` if the job decides."""
    if when.fact not in ("attempt", "lateness"):
        return None
    return when.below is None


def _by_chance(step: Choice, ways: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """Return the branches that are taken by chance, or take the rest, in the long run."""
    possible: list[str | None] = []
    rest: list[str | None] = []
    left = 1.0
    for branch, to in zip(step.branches, ways, strict=True):
        if (chances := _by_visit(branch)) and chances[-1] > 0:
            possible.append(to)
            left -= chances[-1]
        elif branch.chance is None and branch.when is None:
            rest.append(to)
    return tuple(possible + rest) if left > _ROUNDING else tuple(possible)


def branches_meet_at_their_join(walk: Walk) -> Iterator[Finding]:
    """Keep the branches of a fork to themselves until they meet, so that no loop crosses a fork or a join."""
    for name, fork in forks_of(walk.route).items():
        if name in walk.order:
            yield from list(_crossings(walk, name, fork)) or _ways_past(walk, name, fork)


def _crossings(walk: Walk, name: str, fork: Fork) -> Iterator[Finding]:
    """Find the steps by which a branch leaves its fork, or runs into another branch."""
    outside = {*reached(walk.ways, [walk.first], {name}), *reached(walk.ways, [fork.join], {name})}
    earlier: set[str | None] = set()
    for number, first in enumerate(fork.branches):
        if first == fork.join:
            yield Finding(walk.place(name, "branches", number), tr("this branch has no steps"), tr("leave it out"))
            continue
        siblings = {*earlier, *fork.branches[:number], *fork.branches[number + 1 :]}
        foreign = {None, name, *outside, *siblings} - {fork.join}
        own = [step for step in reached(walk.ways, [first], {fork.join, *foreign}) if step]
        leaving = [(step, to) for step in own for to in walk.ways[step] if to in foreign]
        for step, to in leaving if own else [(name, first)]:
            others = [each for each in outside if each not in own]
            what = _crossing(walk, name, to, others, is_sibling=to in siblings)
            yield Finding(walk.place(step), what, _way_to_join(walk.route[step], fork.join))
        earlier.update(own)


def _crossing(walk: Walk, fork: str, to: str | None, outside: Sequence[str | None], *, is_sibling: bool) -> str:
    if to is None:
        return tr("the route ends here, within a branch of the fork {fork!r}", fork=fork)
    if to == fork:
        return tr("leads from a branch of the fork {fork!r} back to the fork", fork=fork)
    if is_sibling:
        return tr("leads to {to!r}, which belongs to another branch of the fork {fork!r}", to=to, fork=fork)
    also = walk.leads_to(to, outside)
    return tr(
        "leads to {to!r} from a branch of the fork {fork!r}, as {also} does from outside", to=to, fork=fork, also=also
    )


def _way_to_join(step: Step, join: str) -> str:
    if step.next is None and not isinstance(step, Choice | Fork):
        return tr("if this is where the branch ends, write 'next: {join}'", join=join)
    return tr("the branches of a fork keep to themselves until they meet at {join!r}", join=join)


def _ways_past(walk: Walk, name: str, fork: Fork) -> Iterator[Finding]:
    """Find a way to the join that does not pass the fork, from the beginning or from behind the join."""
    outside = reached(walk.ways, [walk.first, *walk.ways[fork.join]], {name})
    if fork.join in outside:
        what = tr(
            "{outside} leads to this join without passing its fork {name!r}",
            outside=walk.leads_to(fork.join, outside),
            name=name,
        )
        yield Finding(walk.place(fork.join), what, tr("lead to the step behind the join"))


def each_join_has_its_fork(walk: Walk) -> Iterator[Finding]:
    """Let each join be that of one fork."""
    forks = forks_of(walk.route)
    for name, step in walk.route.items():
        own = [fork for fork in forks if forks[fork].join == name]
        if isinstance(step, Join) and not own:
            yield Finding(walk.place(name), tr("no fork meets here"), tr("name it as the join of a fork"))
        if len(own) > 1:
            what = tr("the forks {own} both meet here", own=" and ".join(map(repr, own)))
            yield Finding(walk.place(name), what, tr("give each fork a join of its own"))


def same_people_were_there_before(walk: Walk) -> Iterator[Finding]:
    """Let the step whose people are wanted come earlier, at least on some way."""
    for name, step in walk.route.items():
        earlier = step.same_people_as if isinstance(step, Work) else None
        if earlier and earlier in walk.ways and name not in reached(walk.ways, walk.ways[earlier]):
            what = tr("{earlier!r} never comes before this step, so nobody has done it yet", earlier=earlier)
            yield Finding(walk.place(name, "same_people_as"), what, tr("name an earlier step"))


Check = Callable[[Walk], Iterator[Finding]]

STEP_CHECKS: tuple[Check, ...] = (
    no_step_is_called_end,
    choices_and_forks_have_no_next,
    chances_add_up,
    facts_are_known,
)
"""What each step must get right by itself."""

ROUTE_CHECKS: tuple[Check, ...] = (
    every_step_is_reached,
    loops_have_a_way_out,
    branches_meet_at_their_join,
    each_join_has_its_fork,
    same_people_were_there_before,
)
"""What the steps of a route must get right together."""
