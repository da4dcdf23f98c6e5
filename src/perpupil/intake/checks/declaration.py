"""What a check declares: its name, what it looks for and why, and the codes that it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from perpupil.intake.cases import Case
from perpupil.intake.dataset import Material


@dataclass(frozen=True, slots=True)
class Check:
    """One check: it looks at the material, and gives a case for each thing that it finds."""

    name: str
    meaning: str
    codes: tuple[str, ...]
    find: Callable[[Material], Iterable[Case]]
