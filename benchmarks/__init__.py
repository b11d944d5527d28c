"""Measurements of speed, side by side with a yardstick in one process."""
