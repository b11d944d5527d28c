"""What is handed out of a plan: calendars for phones, the weekly sheet and the crews' pages on paper, and pictures."""

from agencysim.handout.feeds import feeds
from agencysim.handout.history import Known, history_of
from agencysim.handout.writing import write_handout

__all__ = ["Known", "feeds", "history_of", "write_handout"]
