"""Where answers are drawn."""

from __future__ import annotations

from typing import NoReturn

from rich.console import Console

WIDE = 1000
"""Columns of what is read by other programs: nothing is wrapped."""


class Output(Console):
    """Standard output; whoever reads it through a pipe may stop when he has seen enough."""

    def on_broken_pipe(self) -> NoReturn:
        """End without an error."""
        try:
            super().on_broken_pipe()
        finally:
            raise SystemExit(0)


def unwrapped() -> Console:
    """Return the output for tables of which every cell is wanted whole, if something else than a terminal reads it."""
    output = Output()
    return output if output.is_terminal else Output(width=WIDE)
