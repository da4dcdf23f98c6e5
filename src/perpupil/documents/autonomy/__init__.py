"""Pages about who decides what: the district, one school, the ladder, requests, precedents, what central office owes."""
