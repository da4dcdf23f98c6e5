"""Money with conditions: what a grant is, what is set aside first, what schools get of it and direct themselves, and what the law says of each step."""
