"""PerPupil: what each school gets for the students it serves, exact to the cent.

    >>> import perpupil
    >>> result = perpupil.run("formulas/small_district_student_based")

What stands here is for analysts and researchers. It is loaded when it is first asked for, so that importing this package costs nothing;
`__init__.pyi` says the same to type checkers and editors.
"""

from importlib import import_module

__version__ = "0.1.0"

_ROOMS = {
    "cascades": ("Cascade", "Level", "cascade"),
    "comparisons": ("Comparison", "Difference", "UnitComparison", "compare", "compare_units", "difference"),
    "descriptions": ("Description", "describe"),
    "explanations": ("Explanation",),
    "facts": ("Facts", "Headcount", "read_facts", "read_headcount"),
    "formulas": ("Formula", "read_formula"),
    "plots": ("Plot",),
    "refusal": ("Refused",),
    "reports": ("Report",),
    "reproductions": ("Reproduction", "reproduce"),
    "results": ("Result", "explain", "run"),
    "steady_states": ("SteadyState", "steady_state"),
    "tables": ("Table",),
}
_HOMES = {name: f"perpupil.notebook.{module}" for module, names in _ROOMS.items() for name in names}

__all__ = sorted(_HOMES)  # noqa: PLE0605  the list above, each name once


def __getattr__(name: str) -> object:
    """Load what is asked for."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """List what there is, loaded or not."""
    return sorted({*globals(), *__all__})
