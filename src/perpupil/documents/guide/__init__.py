"""The guide to budget autonomy: what a school may decide, told from the settings of its district; and what changed in it."""
