"""Simulation and staffing planner for advertising and signage agencies."""
