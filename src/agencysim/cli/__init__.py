"""The command line."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line; a user's mistake is told in words, without a traceback, and exits with 2."""
    from agencysim.cli import (  # noqa: F401  # their commands
        explaining,
        planning,
        publishing,
        replanning,
        risk,
        rolling,
        studying,
    )
    from agencysim.cli.app import app
    from agencysim.cli.problems import in_lines
    from agencysim.errors import AgencySimError, InvalidFileError
    from agencysim.language import from_locale, tr, use

    stdout = sys.stdout
    try:
        try:
            with use(from_locale()):
                app()
        finally:
            stdout.flush()
    except AgencySimError as error:
        lines = in_lines(error.problems) if isinstance(error, InvalidFileError) else [error]
        print(*lines, sep="\n", file=sys.stderr)
        sys.exit(2)
    except SystemExit:
        if sys.stdout is not stdout:  # typer puts another one there when whoever reads a pipe has seen enough
            sys.exit(0)
        raise
    except OSError as error:
        _let_go_of(stdout)
        if isinstance(error, BrokenPipeError):
            sys.exit(0)
        print(tr("the answer cannot be written: {error}", error=error.strerror or error), file=sys.stderr)
        sys.exit(2)


def _let_go_of(stdout: object) -> None:
    """Let what cannot be written any more vanish, or Python would complain of it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())  # type: ignore[attr-defined]
