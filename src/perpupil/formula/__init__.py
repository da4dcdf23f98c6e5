"""What the district decided: the formula language, its components, and the checks that need no facts."""
