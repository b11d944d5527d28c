"""What is handed out of a plan: calendars for phones, the weekly sheet and the crews' pages on paper, and pictures."""

from agencysim.handout.crew_page import crew_pages
from agencysim.handout.feeds import feeds
from agencysim.handout.history import Known, history_of
from agencysim.handout.typeset import as_pictures, typeset
from agencysim.handout.week import sheet_of
from agencysim.handout.writing import write_handout

__all__ = ["Known", "as_pictures", "crew_pages", "feeds", "history_of", "sheet_of", "typeset", "write_handout"]
