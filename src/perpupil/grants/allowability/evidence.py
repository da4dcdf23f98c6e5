"""Purpose and evidence: a schoolwide program may do much, if it says which need it meets and why that should help (20 USC 6314(b))."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.grants.allowability.declaration import Judgement, Rule, Subject, Verdict
from perpupil.grants.law import Citation

SCHOOLWIDE = Citation("20 USC 6314")
TARGETED = Citation("20 USC 6315")
ALLOCABLE = Citation("2 CFR 200.403")


def _judge(subject: Subject) -> Iterator[Judgement]:
    citation = ALLOCABLE
    if subject.grant.program.name == "title_i":
        citation = TARGETED if subject.is_targeted else SCHOOLWIDE
    missing = [word for word in ("purpose", "evidence") if not getattr(subject.proposal, word)]
    if missing:
        says = f"It does not say its {' or its '.join(missing)}: which need it meets, and what says that it helps."
        fix = f"Write {' and '.join(missing)}."
        yield Judgement("evidence", Verdict.NEEDS_APPROVAL, None, says, citation, fix)


RULE = Rule("evidence", "A proposal says which need it meets and why that should help", SCHOOLWIDE, _judge)
