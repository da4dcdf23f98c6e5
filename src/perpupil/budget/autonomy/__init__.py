"""Autonomy agreements: what each school decides, with which money, within which law, and how it was made ready for it."""
