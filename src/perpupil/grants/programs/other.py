"""Any other grant: its terms are the district's to write down."""

from __future__ import annotations

from perpupil.grants.law import Citation, Confidence, Rule
from perpupil.grants.programs.declaration import PrivateShare, Program

_TERMS = Citation("2 CFR 200.403")

PROGRAM = Program(
    name="other",
    title="Another grant",
    devolved=(Rule("What its terms allow.", _TERMS),),
    central=(Rule("What its terms keep with the district.", Citation("2 CFR 200.403", Confidence.OURS)),),
    first=(),
    private=PrivateShare.NONE,
    is_for_served_schools=False,
    carryover=None,
)
