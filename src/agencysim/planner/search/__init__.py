"""Searching for better plans with OR-Tools' CP-SAT solver."""
