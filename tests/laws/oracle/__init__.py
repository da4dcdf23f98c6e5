"""An independent, slow and obvious reading of docs/reference/language.md (tests only)."""
