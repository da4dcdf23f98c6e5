"""Pages of one school: for its principal, and for the district."""
