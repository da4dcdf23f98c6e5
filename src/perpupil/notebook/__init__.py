"""PerPupil for Python: what an analyst imports, computed when asked for, handed out as tables, and readable in a notebook."""
