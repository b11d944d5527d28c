"""What all tests of the command line share."""

import sys

import pytest

from agencysim.cli import main


@pytest.fixture
def agencysim(monkeypatch, capsys):
    """Run a command; return its exit code, its output and its errors."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["agencysim", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return run
