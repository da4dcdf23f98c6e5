"""Pages about services: the price list, what choices free, demand, a school's receipt, and who would gain."""
