"""What-if studies: many replications of several scenarios that meet the same chance, kept as they end."""

from agencysim.study.file import read_study, target_of
from agencysim.study.progress import Progress
from agencysim.study.result import StudyResult
from agencysim.study.sensitivity import Bar, Tornado, tornado
from agencysim.study.study import Study

__all__ = ["Bar", "Progress", "Study", "StudyResult", "Tornado", "read_study", "target_of", "tornado"]
