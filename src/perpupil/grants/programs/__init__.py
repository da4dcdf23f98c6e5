"""The programs that grants come from: what each lets a district hand to its schools, and what must be set aside first. One file a program."""

from __future__ import annotations

from collections.abc import Mapping

from perpupil.grants.programs import idea, other, title_i, title_ii_a
from perpupil.grants.programs.declaration import Program

PROGRAMS: Mapping[str, Program] = {
    one.name: one for one in (title_i.PROGRAM, title_ii_a.PROGRAM, idea.SCHOOL_AGE, idea.PRESCHOOL, other.PROGRAM)
}
"""In the order in which a district is advised to begin: Title I first."""

__all__ = ["PROGRAMS", "Program"]
