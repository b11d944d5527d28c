"""What Python users give by mistake is refused in words: types tell it to those who use a checker, this to all."""

from __future__ import annotations

from agencysim.errors import AgencySimError
from agencysim.language import tr


def check_whole(name: str, given: object, least: int, most: int) -> None:
    """Refuse what is no whole number within bounds, both included.

    Raises
    ------
    AgencySimError
        If it is none.
    """
    if not isinstance(given, int) or isinstance(given, bool) or not least <= given <= most:
        raise AgencySimError(
            tr(
                "{name} is {given!r:.60}, should be a whole number from {least} to {most}",
                name=name,
                given=given,
                least=least,
                most=most,
            )
        )


def check_kind(name: str, given: object, kind: type, remedy: str) -> None:
    """Refuse what is not of a kind, and say where one comes from.

    Raises
    ------
    AgencySimError
        If it is not.
    """
    if not isinstance(given, kind):
        raise AgencySimError(
            tr(
                "{name} is {given!r:.60}, should be a {capitalize}: {remedy}",
                name=name,
                given=given,
                capitalize=kind.__name__,
                remedy=remedy,
            )
        )
