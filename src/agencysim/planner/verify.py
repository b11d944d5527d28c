"""The independent verifier: it knows problem and plan, and nothing of how plans are made."""
