"""Who may see and do what: one table, and the one way in which it is asked."""
