"""The command line."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; a user's mistake is told in words, without a traceback, and exits with 2."""
    from agencysim.cli.app import app
    from agencysim.errors import AgencySimError

    try:
        app()
    except AgencySimError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stderr.close()
        sys.exit(0)
