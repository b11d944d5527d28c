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
                "policy": fingerprint(option.policy) if callable(option.policy) else option.policy,
            }
            for name, option in question.options.items()
        },
    }


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
    named = {
        "agencysim": tr("the version of agencysim"),
        "seed": tr("the seed"),
        "state": tr("the state"),
        "metrics": tr("the metrics"),
    }
    for name, words in named.items():
        before, after = known.get(name), asked[name]
        if name == "metrics":
            before, after = _shown(before or {}, after)
            if list(known.get(name) or ()) == list(asked[name]) and known[name] != asked[name]:
                after = tr("{after}, one of them by other code", after=after)
        if before != after:
            yield tr("{what} was {before} and is {after}", what=words, before=before, after=after)
    for name in known["options"].keys() & asked["options"].keys():
        yield from _option_changes(name, known["options"][name], asked["options"][name], scenarios, question)


def _shown(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, str]:
    """Return two lists of metrics without what both have, unless nothing is left of one of them."""
    lost, new = [m for m in before if m not in after], [m for m in after if m not in before]
    if lost and new:
        return ", ".join(lost), ", ".join(new)
    return ", ".join(before), ", ".join(after)


def _option_changes(
    name: str, known: Mapping[str, Any], asked: Mapping[str, Any], scenarios: Callable[[str], Any], question: Question
) -> Iterator[str]:
    if known["policy"] != asked["policy"]:
        yield tr(
            "the policy of {name!r} was {before} and is {after}",
            name=name,
            before=known["policy"] or tr("the scenario's"),
            after=asked["policy"] or tr("the scenario's"),
        )
    if known["scenario"] == asked["scenario"]:
        return
    before = scenarios(known["scenario"])
    found = [] if before is None else [str(change) for change in difference(before, question.options[name].scenario)]
    told = "; ".join(found[:MOST_TOLD]) + ("; ..." if len(found) > MOST_TOLD else "")
    yield tr("the scenario of {name!r} has changed", name=name) + (f" ({told})" if told else "")


def fingerprint(function: Callable[..., Any]) -> str:
    """Return the name of a function and a fingerprint of its code, and of the values that are bound in it."""
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
    name = getattr(code, "__qualname__", repr(code))
    return f"{code.__module__}.{name} {_digest(text + _digest_of(bound))}"


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
