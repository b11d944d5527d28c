"""What a model is made of, in tables and sentences: jobs, activities, people, machines, queues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agencysim.domain import Choice, Fork, Milestone, Wait, Work
from agencysim.language import name_in_language, tr, tr_n
from agencysim.scenario.routes import successors
from agencysim.tables.base import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agencysim.domain import Step
    from agencysim.scenario import Scenario


def label_of(models: Mapping[str, Any], name: str) -> str:
    """Return the name of a thing in the language in use."""
    return name_in_language(name, models[name].label) if name in models else name


# -- the diagram -------------------------------------------------------------------------------------------------------


def mermaid(scenario: Scenario, job_type: str) -> str:
    """Return a route as a graph in the language of Mermaid.

    Parameters
    ----------
    scenario, job_type
        Whose route.
    """
    route = scenario.job_types[job_type].route
    numbers = {name: f"s{n}" for n, name in enumerate(route)}
    lines = ["flowchart LR", "  start([" + tr("request") + "]) --> " + numbers[next(iter(route))]]
    for name, step in route.items():
        opened, closed = _shape(step)
        lines.append(f'  {numbers[name]}{opened}"{_quoted(name_in_language(name, step.label))}"{closed}')
        for follower, word in _ways(step, successors(route, name)):
            lines.append(f"  {numbers[name]} {word}--> {numbers[follower] if follower else 'done'}")
    return "\n".join([*lines, "  done([" + tr("end") + "])"])


def _shape(step: Step) -> tuple[str, str]:
    shapes = {Work: ("[", "]"), Wait: ("[/", "/]"), Choice: ("{", "}"), Milestone: ("((", "))"), Fork: ("{{", "}}")}
    return shapes.get(type(step), ("(", ")"))


def _ways(step: Step, after: tuple[str | None, ...]) -> Iterator[tuple[str | None, str]]:
    for number, follower in enumerate(after):
        chance = step.branches[number].chance if isinstance(step, Choice) else None
        yield follower, "" if not isinstance(chance, float) else f"-- {chance:.3g} "


def _quoted(text: str) -> str:
    return text.replace('"', "#quot;")


# -- the components ----------------------------------------------------------------------------------------------------


def tables(scenario: Scenario) -> Iterator[Table]:
    """Yield entities, activities and resources, with where jobs come in and go out."""
    yield _entities(scenario)
    yield _activities(scenario)
    yield _people(scenario)
    if scenario.equipment or scenario.vehicles:
        yield _things(scenario)


def _entities(scenario: Scenario) -> Table:
    columns = (tr("job type"), tr("requests a week"), tr("due at"), tr("steps"), tr("milestones"))
    table = Table(tr("Entities, and where they come in and go out"), columns, of_texts=True)
    for name, kind in scenario.job_types.items():
        ends = [label_of(kind.route, key) for key, step in kind.route.items() if isinstance(step, Milestone)]
        asked = f"{kind.demand.per_week:g}" if kind.demand else tr("born of others")
        due = label_of(kind.route, kind.due) if kind.due else ""
        table.add(label_of(scenario.job_types, name), asked, due, str(len(kind.route)), ", ".join(ends))
    return table


def _activities(scenario: Scenario) -> Table:
    columns = (tr("job type"), tr("activity"), tr("content"), tr("by"), tr("with"))
    table = Table(tr("Activities"), columns, of_texts=True)
    for name, kind in scenario.job_types.items():
        for key, step in kind.route.items():
            if isinstance(step, Work):
                crew = ", ".join(
                    _counted({**scenario.roles, **scenario.skills}, place.skill, place.count) for place in step.crew
                )
                used = {**step.equipment, **step.vehicles}
                models = {**scenario.equipment, **scenario.vehicles}
                things = ", ".join(_counted(models, thing, n) for thing, n in used.items())
                table.add(
                    label_of(scenario.job_types, name), label_of(kind.route, key), written(step.content), crew, things
                )
    return table


def _counted(models: Mapping[str, Any], name: str, count: int) -> str:
    return label_of(models, name) if count == 1 else f"{count} {label_of(models, name)}"


def written(distribution: Any) -> str:
    """Return a distribution as a line: its kind, and its parameters in the units of a scenario file."""
    data = distribution.model_dump(mode="json")
    kind = data.pop("kind")
    values = list(data.values())
    if kind == "fixed":
        return str(values[0])
    return f"{kind} " + ", ".join(f"{name} {value}" for name, value in data.items() if value is not None)


def _people(scenario: Scenario) -> Table:
    columns = (tr("people"), tr("how many"), tr("role"), tr("skills"), tr("working hours"))
    table = Table(tr("Resources: people"), columns, of_texts=True)
    for name, group in scenario.people.items():
        role = scenario.roles.get(group.role or name)
        skills = {**(role.skills if role else {}), **group.skills}
        table.add(
            name_in_language(name, group.label or (role.label if role else "")),
            str(group.count),
            label_of(scenario.roles, group.role or name),
            ", ".join(label_of({**scenario.roles, **scenario.skills}, skill) for skill in skills),
            group.calendar or scenario.calendar,
        )
    return table


def _things(scenario: Scenario) -> Table:
    table = Table(tr("Resources: machines and vehicles"), (tr("thing"), tr("how many")))
    for models in (scenario.equipment, scenario.vehicles):
        for name, thing in models.items():
            table.add(label_of(models, name), str(thing.count))
    return table


# -- in sentences ------------------------------------------------------------------------------------------------------


def logic(scenario: Scenario) -> Iterator[str]:
    """Yield how the model works, as far as the scenario uses it."""
    yield tr(
        "Requests of clients arrive by a Poisson process whose rate varies by season, weekday and hour. Each becomes "
        "a job that goes through the graph of its kind: work, waits for clients and materials, choices, parallel "
        "branches and milestones. Loops (revisions, rework) are new visits to a step."
    )
    yield tr(
        "Work begins when all its people, machines and vehicles are free together, and is counted only while all of "
        "them are on duty: it pauses over nights and breaks, or waits for a shift in which it fits."
    )
    if scenario.sickness is not None:
        yield tr("People are sick by chance: what they were doing goes back into the queue with what is left of it.")
    if any(thing.breakdown for thing in (*scenario.equipment.values(), *scenario.vehicles.values())):
        yield tr("Machines break down by chance, and are repaired.")
    if scenario.materials:
        yield tr("Materials are ordered when stock and open orders fall to the reorder point; work waits for them.")
    yield tr("Overtime: {policy}.", policy=scenario.overtime.policy)


def algorithms(scenario: Scenario) -> Iterator[str]:
    """Yield the rules by which the model decides."""
    words = {
        "first_come": tr("whatever has waited longest"),
        "earliest_due": tr("the earliest due date"),
        "least_slack": tr("the least slack: time to the due date, less what is left of the path to it"),
        "weighted_tardiness": tr("the greatest lateness by weight that is to be expected"),
    }
    yield tr("Dispatch: {rule} goes first, within classes of priority.", rule=words[scenario.dispatch.policy])
    if scenario.dispatch.reserve:
        yield tr("The first waiting crew keeps the people that it can have, so that small jobs do not overtake it.")
    yield tr("Of the people who are free, those with the fewest skills are taken first.")


def queues(scenario: Scenario) -> Iterator[str]:
    """Yield how work waits."""
    work = sum(isinstance(step, Work) for kind in scenario.job_types.values() for step in kind.route.values())
    yield tr_n(
        "Queues: one line of ready work for {n} activity, without a limit; who can be served is served in its order.",
        "Queues: one line of ready work for {n} activities, without a limit; who can be served is served in its order.",
        work,
    )
