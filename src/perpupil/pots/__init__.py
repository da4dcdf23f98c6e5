"""A school's three pots side by side: its own budget, the central services that it may decline or buy, and the grants that it directs."""
