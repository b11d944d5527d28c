"""What a study's numbers depend on, so that numbers of two different questions are never mixed."""

from __future__ import annotations

import functools
import hashlib
import inspect
import json
import pickle
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from agencysim.language import tr
from agencysim.scenario import difference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from agencysim.rolling import Rolling
    from agencysim.sim import Policy
    from agencysim.study.question import Question

MOST_TOLD = 5
"""So many differences of a scenario are told."""


def identity(question: Question) -> dict[str, Any]:
    """Return what the numbers of a study depend on, as JSON has it; large things by their fingerprints."""
    return {
        "agencysim": version("agencysim"),
        "seed": question.seed,
        "state": None if question.state is None else _digest(question.state.model_dump_json()),
        "metrics": {
            name: fingerprint(question.own[name]) if name in question.own else None for name in question.metrics
        },
        "options": {
            name: {
                "scenario": option.scenario.digest,
                "policy": _policy(option.policy),
            }
            for name, option in question.options.items()
        },
    }


def _policy(policy: str | Policy | Rolling | None) -> str | None:
    if policy is None:
        return None
    return fingerprint(policy) if callable(policy) else str(policy)


def changes(
    known: Mapping[str, Any], asked: Mapping[str, Any], scenarios: Callable[[str], Any], question: Question
) -> Iterator[str]:
    """Yield what differs between the study that is known and the one that is asked for, in words.

    Options that are new, or are not asked for any more, are no difference: the numbers of the others stay right.

    Parameters
    ----------
    known, asked
        Their identities.
    scenarios
        Returns a scenario of the one that is known, as plain data, by its digest; ``None`` if it is lost.
    question
        The one that is asked for.
    """
    for name, words in (("agencysim", tr("version of agencysim")), ("seed", tr("seed"))):
        if known[name] != asked[name]:
            yield f"{words}: {known[name]} -> {asked[name]}"
    if known["state"] != asked["state"]:
        yield tr("the state is another one")
    yield from _metric_changes(known["metrics"], asked["metrics"])
    for name, option in asked["options"].items():
        if name in known["options"]:
            yield from _option_changes(name, known["options"][name], option, scenarios, question)


def _metric_changes(known: Mapping[str, Any], asked: Mapping[str, Any]) -> Iterator[str]:
    if list(known) != list(asked):  # their order is that of the numbers
        yield f"{tr('metrics')}: {', '.join(known)} -> {', '.join(asked)}"
    for name in asked:
        if name in known and known[name] != asked[name]:
            yield tr("the code of the metric {name!r} has changed", name=name)


def _option_changes(
    name: str, known: Mapping[str, Any], asked: Mapping[str, Any], scenarios: Callable[[str], Any], question: Question
) -> Iterator[str]:
    if known["policy"] != asked["policy"]:
        before, after = (each["policy"] or tr("the scenario's") for each in (known, asked))
        yield f"{tr('policy of {name!r}', name=name)}: {before} -> {after}"
    if known["scenario"] != asked["scenario"]:
        before = scenarios(known["scenario"])
        found = [str(each) for each in difference(before or {}, question.options[name].scenario)]
        told = "; ".join(found[:MOST_TOLD]) + ("; ..." if len(found) > MOST_TOLD else "")
        yield tr("scenario {name!r}: {changes}", name=name, changes=told if before else tr("another one"))


def fingerprint(function: Callable[..., Any]) -> str:
    """Return the name of a function and a fingerprint of its code and of the values that are bound in it.

    Its module is left out: a script has another name when it is imported.
    """
    if isinstance(function, functools.partial):
        return f"{fingerprint(function.func)} {_digest_of((function.args, function.keywords))}"
    code = function if inspect.isroutine(function) else type(function)
    try:
        text = inspect.getsource(code)
    except (OSError, TypeError):
        text = ""
    if inspect.isfunction(function):
        cells = [cell.cell_contents for cell in function.__closure__ or ()]
        bound: Any = (function.__defaults__, function.__kwdefaults__, cells)
    else:
        bound = function
    return f"{code.__qualname__} {_digest(text + _digest_of(bound))}"


def _digest_of(values: object) -> str:
    try:
        return hashlib.blake2b(pickle.dumps(values), digest_size=8).hexdigest()
    except (pickle.PicklingError, AttributeError, TypeError):
        return ""  # what cannot be told apart is not


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def as_text(known: Mapping[str, Any]) -> str:
    """Return an identity as it is kept."""
    return json.dumps(known, indent=1, ensure_ascii=False)
