"""Pages of the district: its staff, its board, the state."""
