"""Where a rule stands, and how far we have read it there. None of this is legal advice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NOT_ADVICE = "This is not legal advice; a state may be stricter."


class Confidence(StrEnum):
    """How far a citation has been followed to its source."""

    READ = "read in the source"
    RECALLED = "cited from memory and to be checked"
    OURS = "by our own reading"


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a statute, a regulation or a guidance.

    >>> str(Citation("34 CFR 200.78(c)"))
    '34 CFR 200.78(c)'
    >>> str(Citation("20 USC 6313(c)", Confidence.OURS))
    '20 USC 6313(c), by our own reading'
    """

    text: str
    confidence: Confidence = Confidence.READ

    def __str__(self) -> str:
        """Write it; what was not read in the source says so."""
        return self.text if self.confidence is Confidence.READ else f"{self.text}, {self.confidence}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence of the law in the district's words, and where it stands."""

    says: str
    citation: Citation

    def __str__(self) -> str:
        """Write the sentence with its citation behind it."""
        return f"{self.says} {self.citation}."
