"""What-if studies: many replications of several scenarios that meet the same chance, kept as they end."""

from agencysim.study.progress import Progress
from agencysim.study.result import StudyResult
from agencysim.study.study import Study

__all__ = ["Progress", "Study", "StudyResult"]
