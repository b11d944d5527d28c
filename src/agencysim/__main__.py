"""``python -m agencysim`` is the command line."""

from agencysim.cli import main

main()
