"""Two allocations and what lies between them: how much each cause changed, and in words what was decided otherwise."""
