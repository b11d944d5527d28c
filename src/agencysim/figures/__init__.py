"""The figures of a run: every one a fold over its log."""

from agencysim.figures.base import Window, months_of, window_of
from agencysim.figures.run import Figures, kpis

__all__ = ["Figures", "Window", "kpis", "months_of", "window_of"]
