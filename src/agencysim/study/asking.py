"""From what a user asks to a question that can be answered, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from agencysim.arguments import check_kind, check_whole
from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.metrics import BUSY, METRICS, checked
from agencysim.rolling import Rolling
from agencysim.scenario import Scenario
from agencysim.scenario.paths import nearest
from agencysim.sim import POLICIES, wrong_with
from agencysim.sim.engine import LONGEST, MOST_SEEDS
from agencysim.state import State
from agencysim.statistics import Precision, Target
from agencysim.study.question import Option, Question
from agencysim.values import LARGEST

if TYPE_CHECKING:
    from agencysim.log import Log
    from agencysim.sim import Policy

    AnyPolicy = str | Policy | Rolling


def question_of(
    scenarios: Mapping[str, Scenario],
    policies: AnyPolicy | Sequence[AnyPolicy],
    weeks: int | None,
    warm_up: int | None,
    metrics: Sequence[str | tuple[str, Callable[[Log], float | None]]],
    seed: int,
    state: State | None,
) -> Question:
    """Return what a study asks; the parameters are those of `Study`.

    Raises
    ------
    AgencySimError
        With everything that is wrong.
    """
    rules: Sequence[Any] = [policies] if isinstance(policies, str | Rolling) or callable(policies) else list(policies)
    checks: list[Callable[[], object]] = [
        lambda: _check_scenarios(scenarios),
        *(lambda rule=rule: _check_policy(rule) for rule in rules),
        lambda: _check_numbers(weeks, warm_up, seed),
        lambda: _check_kind_of_state(state),
    ]
    _all_right(checks)
    changed = {"weeks": weeks, "warm_up_weeks": warm_up}
    update = {name: value for name, value in changed.items() if value is not None}
    agencies = {name: scenario.model_copy(update=update) for name, scenario in scenarios.items()}
    options = {
        name if len(rules) < 2 else f"{name}, {_called(rule)}": Option(agency, rule)
        for name, agency in agencies.items()
        for rule in rules or [None]
    }
    if len(options) < len(agencies) * max(1, len(rules)):
        called = ", ".join(map(_called, rules))
        raise AgencySimError(tr("policies are {called}: give each once, with a name of its own", called=called))
    found: list[tuple[tuple[str, ...], dict[str, Any]]] = []
    _all_right(
        [
            lambda: found.append(_metrics(metrics, list(agencies.values()))),
            *(lambda name=name: _check_state(name, agencies[name], state) for name in agencies),
        ]
    )
    names, own = found[0]
    return Question(options, names, own, seed, state)


def _called(rule: AnyPolicy) -> str:
    """Return the name of a policy; that of its class where it is an object that can be called."""
    if isinstance(rule, str | Rolling):
        return str(rule)
    return str(getattr(rule, "__name__", type(rule).__name__))


def targets_of(precision: object, metrics: Sequence[str], options: Sequence[str]) -> Precision:
    """Return what precision is asked for of each option's metrics, named ``option: metric``.

    Raises
    ------
    AgencySimError
        If it is none, or of something that is not measured.
    """
    if isinstance(precision, Mapping):
        given = {n: t if isinstance(t, Target) else Target(half_width=_half_width(n, t)) for n, t in precision.items()}
        precision = Precision(targets=given)
    check_kind("precision", precision, Precision, tr('give half widths by metric, such as {"on_time": 0.01}'))
    assert isinstance(precision, Precision)
    unknown = [name for name in precision.targets if name not in metrics]
    if unknown:
        raise AgencySimError("\n".join(_unmeasured(name, metrics) for name in unknown))
    each = {f"{option}: {name}": target for option in options for name, target in precision.targets.items()}
    return precision.model_copy(update={"targets": each})


def _half_width(name: str, given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given < LARGEST:
        raise AgencySimError(
            tr("the precision of {name!r} is {given!r:.60}, should be a positive number", name=name, given=given)
        )
    return float(given)


def _unmeasured(name: str, metrics: Sequence[str]) -> str:
    text = tr("{name!r} has a precision, but is not measured: add it to the metrics", name=name)
    meant = nearest(name, metrics)
    return text if meant is None else tr("{text}; or did you mean {meant!r}?", text=text, meant=meant)


def _all_right(checks: Sequence[Callable[[], object]]) -> None:
    """Make all checks, and tell everything that is wrong at once."""
    wrong = []
    for check in checks:
        try:
            check()
        except AgencySimError as error:
            wrong.append(str(error))
    if wrong:
        raise AgencySimError("\n".join(dict.fromkeys(wrong)))


def _check_scenarios(scenarios: object) -> None:
    if not isinstance(scenarios, Mapping) or not scenarios:
        raise AgencySimError(
            tr('scenarios are {given!r:.60}, should be a mapping such as {{"base": scenario}}', given=scenarios)
        )
    for name, scenario in scenarios.items():
        if not isinstance(name, str) or not name.strip():
            raise AgencySimError(tr("a scenario is called {name!r:.60}: give it a name", name=name))
        check_kind(name, scenario, Scenario, tr("load it with agencysim.load"))


def _check_numbers(weeks: object, warm_up: object, seed: object) -> None:
    if weeks is not None:
        check_whole("weeks", weeks, 1, LONGEST)
    if warm_up is not None:
        check_whole("warm_up", warm_up, 0, LONGEST)
    check_whole("seed", seed, 0, MOST_SEEDS - 1)


def _check_kind_of_state(state: object) -> None:
    if state is not None:
        check_kind("state", state, State, tr("read it with agencysim.State.read"))


def _check_policy(policy: object) -> None:
    if isinstance(policy, str) and policy not in POLICIES:
        meant = nearest(policy, POLICIES)
        told = tr("did you mean {meant!r}?", meant=meant) if meant else ", ".join(POLICIES)
        raise AgencySimError(tr("{policy!r} is no policy; {told}", policy=policy, told=told))
    if not isinstance(policy, str | Rolling) and not callable(policy):
        raise AgencySimError(tr("{policy!r:.60} is no policy: give its name, a function, or a Rolling", policy=policy))


def _metrics(asked: object, scenarios: Sequence[Scenario]) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Return the names of the metrics, and those of them that are the user's own."""
    if isinstance(asked, str) or not isinstance(asked, Sequence) or not asked:
        raise AgencySimError(tr('metrics are {given!r:.60}, should be a list such as ["on_time"]', given=asked))
    own = {}
    for each in asked:
        if isinstance(each, str):
            continue
        if not isinstance(each, tuple) or len(each) != 2 or not isinstance(each[0], str) or not callable(each[1]):
            raise AgencySimError(tr("{each!r:.60} is no metric: write its name, or (name, function)", each=each))
        if each[0] in own or each[0] in METRICS or each[0] == BUSY:
            raise AgencySimError(tr("{name!r} names two metrics: give yours another name", name=each[0]))
        own[each[0]] = each[1]
    known = checked([each for each in asked if isinstance(each, str)], scenarios)
    return (*known, *own), own


def _check_state(name: str, scenario: Scenario, state: State | None) -> None:
    if state is not None and (problems := wrong_with(scenario, state)):
        raise AgencySimError("\n".join(f"{name}: {problem}" for problem in problems))
