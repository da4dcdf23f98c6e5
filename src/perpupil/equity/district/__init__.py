"""Where a district's own folder adds to facts: students counted by need, money by stage from the formula and the ledger, staff, and what people said of it."""
