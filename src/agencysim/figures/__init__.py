"""The figures of a run: every one a fold over its log."""

from agencysim.figures.base import Window, months_of, window_of
from agencysim.figures.core import CoreFigures, core_figures
from agencysim.figures.overview import Figures, kpis

__all__ = ["CoreFigures", "Figures", "Window", "core_figures", "kpis", "months_of", "window_of"]
