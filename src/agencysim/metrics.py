"""Metrics: figures of a run by name, each defined once, with its unit and in which direction it is better.

A metric is one of the names in `METRICS`; ``busy.installer``, how busy a role is; or any number among the figures by
its path, such as ``roles.installer.overtime_hours`` or ``quality.rework.share``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from agencysim.errors import AgencySimError
from agencysim.figures import CoreFigures, Figures, core_figures, kpis
from agencysim.language import noted, tr
from agencysim.scenario.paths import listed, nearest, parts_of
from agencysim.scenario.staffing import posts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from agencysim.figures import Window
    from agencysim.log import Log
    from agencysim.scenario import Scenario

Unit = Literal["jobs", "share", "hours", "days", "money", ""]
Good = Literal["more", "less"]


@dataclass(frozen=True)
class Metric:
    """What a metric is.

    Parameters
    ----------
    unit
        What it is counted in; empty if that is not known.
    good
        Whether more of it is better, or less; ``None`` if neither is.
    words
        What people call it.
    of
        Finds it among the figures; ``None`` if there was nothing to measure.
    """

    unit: Unit
    good: Good | None
    words: str
    of: Callable[[CoreFigures], float | None]


METRICS: dict[str, Metric] = {
    "requests": Metric("jobs", None, noted("requests"), lambda f: f.requests),
    "done": Metric("jobs", "more", noted("done"), lambda f: f.done),
    "lost": Metric("jobs", "less", noted("quotes and pitches lost"), lambda f: f.lost),
    "abandoned": Metric("jobs", "less", noted("jobs that clients took elsewhere"), lambda f: f.abandoned),
    "on_time": Metric("share", "more", noted("on time"), lambda f: f.on_time.share),
    "late_hours": Metric("hours", "less", noted("hours late, by weight"), lambda f: f.late_hours),
    "lead_time": Metric("days", "less", noted("days from request to end"), lambda f: f.lead_time.mean),
    "delivery_time": Metric("days", "less", noted("days from request to delivery"), lambda f: f.delivery_time.mean),
    "promise_time": Metric("days", "less", noted("days from promise to delivery"), lambda f: f.promise_time.mean),
    "revenue": Metric("money", "more", noted("revenue"), lambda f: f.money.revenue),
    "margin": Metric("money", "more", noted("margin"), lambda f: f.money.margin),
    "wages": Metric("money", "less", noted("wages"), lambda f: f.money.wages),
    "overtime_pay": Metric("money", "less", noted("overtime pay"), lambda f: f.money.overtime_pay),
    "overtime_hours": Metric(
        "hours", "less", noted("overtime hours"), lambda f: sum(role.overtime_hours for role in f.roles.values())
    ),
    "idle_hours": Metric(
        "hours",
        "less",
        noted("idle hours"),
        lambda f: sum(each.scheduled_hours + each.overtime_hours - each.worked_hours for each in f.roles.values()),
    ),
    "plan_changes": Metric("", "less", noted("changes of plans"), lambda f: f.planning.changes),
    "work_in_progress": Metric("jobs", "less", noted("work in progress"), lambda f: f.work_in_progress.at_end),
    "mean_work_in_progress": Metric("jobs", "less", noted("work in progress, mean"), lambda f: f.work_in_progress.mean),
}
"""The metrics that have a name; ``work_in_progress`` is that at the end."""

BUSY = "busy"
"""How busy a role is: ``busy.installer``; alone it stands for all roles."""

STANDARD = ("requests", "done", "on_time", "revenue", "margin", "overtime_hours", "work_in_progress", BUSY)
"""What is measured where nothing else is asked for."""


def metric(name: str) -> Metric:
    """Return what a metric is that has passed `checked`."""
    if name in METRICS:
        return METRICS[name]
    head, _, role = name.partition(".")
    if head == BUSY:
        return Metric(
            "share", None, noted("busy: {who}"), lambda f: f.roles[role].utilisation if role in f.roles else None
        )
    parts = parts_of(name)
    unit: Unit = "share" if parts[-1] in ("share", "utilisation") else ""
    return Metric(unit, None, name, lambda f: _at(f, parts))


def words(name: str, labels: Mapping[str, str]) -> str:
    """Return what people call a metric, in the language in use.

    Parameters
    ----------
    name
        The metric.
    labels
        What roles are called.
    """
    head, _, role = name.partition(".")
    if head == BUSY:
        return tr("busy: {who}", who=labels.get(role, role))
    return tr(METRICS[name].words) if name in METRICS else name


def measure(log: Log, names: Sequence[str], window: Window | None = None) -> dict[str, float | None]:
    """Return metrics of a run, or of a part of it; ``None`` where there was nothing to measure.

    Parameters
    ----------
    log
        Log of the run.
    names
        The metrics; those of the core figures alone are found in a part of the time.
    window
        The time that they are about; the run without its warm-up if absent.
    """
    figures: CoreFigures = (core_figures if all(map(_is_core, names)) else kpis)(log, window)
    found = {name: metric(name).of(figures) for name in names}
    return {name: None if value is None else float(value) for name, value in found.items()}


def _is_core(name: str) -> bool:
    return name in METRICS or name.partition(".")[0] == BUSY or parts_of(name)[0] in CoreFigures.model_fields


def _at(figures: object, parts: Sequence[str]) -> float | None:
    """Return what stands at a path; ``None`` if a mapping on the way has no such key in this run."""
    found: Any = figures
    for part in parts:
        if found is None:
            return None
        found = found.get(part) if isinstance(found, Mapping) else getattr(found, part)
    return None if found is None else float(found)


# -- names that are asked for --------------------------------------------------------------------------------------


def roles_of(scenario: Scenario) -> tuple[str, ...]:
    """Return the roles by which the figures group people: of each group the first one, or its own name."""
    return tuple(sorted({next(iter(posts_of(scenario, group)), group) for group in scenario.people}))


def checked(names: Sequence[str], scenarios: Collection[Scenario]) -> tuple[str, ...]:
    """Return the metrics that are asked for, ``busy`` replaced by one for each role.

    Parameters
    ----------
    names
        Names and paths.
    scenarios
        Those that are to be measured; a metric has to be known in one of them.

    Raises
    ------
    AgencySimError
        With everything that is no metric, and the nearest name that is one.
    """
    roles = sorted({role for scenario in scenarios for role in roles_of(scenario)})
    wanted: list[str] = []
    wrong: list[str] = []
    for name in names:
        wanted += [f"{BUSY}.{role}" for role in roles] if name == BUSY else [name]
        if complaint := _wrong_with(name, roles, scenarios):
            wrong.append(complaint)
    if wrong:
        raise AgencySimError("\n".join(wrong))
    return tuple(dict.fromkeys(wanted))


def _wrong_with(name: object, roles: Collection[str], scenarios: Collection[Scenario]) -> str:
    if not isinstance(name, str):
        return tr("{name!r:.60} is no metric: write its name", name=name)
    if name in METRICS or name == BUSY:
        return ""
    head, dot, role = name.partition(".")
    if head == BUSY and dot:
        return "" if role in roles else _unknown(name, role, roles)
    if not dot and name not in Figures.model_fields:
        return _unknown(name, name, [*METRICS, BUSY, *Figures.model_fields], [*METRICS, BUSY])
    return _wrong_path(name, scenarios)


def _wrong_path(name: str, scenarios: Collection[Scenario]) -> str:
    """Follow a path through the types of the figures, and say where it leaves them."""
    try:
        parts = parts_of(name)
    except ValueError as error:
        return str(error)
    kind: Any = Figures
    for place, part in enumerate(parts):
        known = _next_names(kind, parts[:place], scenarios)
        if known is not None and part not in known:
            return _unknown(name, part, known)
        kind = _plain(kind.model_fields[part].annotation if _is_model(kind) else _value_type(kind))
    if kind in (int, float):
        return ""
    further = list(_next_names(kind, parts, scenarios) or ())
    if not further:
        return tr("{name!r} is no number", name=name)
    return tr("{name!r} is no number but several: go on with one of {further}", name=name, further=listed(further))


def _next_names(kind: Any, before: Sequence[str], scenarios: Collection[Scenario]) -> Collection[str] | None:
    """Return the names that can follow on a path; ``None`` if only a run tells them."""
    if _is_model(kind):
        return tuple(kind.model_fields)
    if get_origin(kind) is not Mapping:
        return ()
    keys = [key for scenario in scenarios for key in _keys(before[-1], scenario) or ()]
    return list(dict.fromkeys(keys)) or None


def _keys(group: str, scenario: Scenario) -> Iterator[str] | Collection[str] | None:
    """Return by what names a mapping of the figures has its parts, if the scenario tells."""
    if group.endswith("_by_type"):
        return scenario.job_types.keys()
    if group.endswith("_by_tier"):
        return scenario.tiers.keys()
    if group == "roles":
        return roles_of(scenario)
    if group == "equipment":
        return [*scenario.equipment, *scenario.vehicles]
    return scenario.departments.keys() if group == "departments" else None


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _value_type(kind: Any) -> Any:
    return get_args(kind)[1]


def _plain(kind: Any) -> Any:
    """Return a type without what is said beside it, and without ``None``."""
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        kinds = [each for each in get_args(kind) if each is not NoneType]
        return _plain(kinds[0]) if len(kinds) == 1 else float if set(kinds) == {int, float} else kind
    return kind


def _unknown(name: str, part: str, known: Collection[str], told: Collection[str] = ()) -> str:
    what = (
        tr("{name!r} is no metric", name=name)
        if part == name
        else tr("{name!r} is no metric: {part!r} is unknown here", name=name, part=part)
    )
    meant = nearest(part, known)
    if meant is not None:
        right = name.removesuffix(part) + meant if name.endswith(part) else meant
        return tr("{what}; did you mean {right!r}?", what=what, right=right)
    return tr("{what}; known here: {known}", what=what, known=listed(told or known))
