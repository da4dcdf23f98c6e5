"""How many cases Hypothesis makes up: PERPUPIL_PROFILE is fast, ci or night."""

import os

from hypothesis import settings

settings.register_profile("fast", max_examples=50, derandomize=True, deadline=None)
settings.register_profile("ci", max_examples=300, derandomize=True, deadline=None)
settings.register_profile("night", max_examples=20_000, deadline=None)
settings.load_profile(os.environ.get("PERPUPIL_PROFILE", "fast"))
