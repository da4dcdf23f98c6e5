"""Title I: where a school is not schoolwide, the money is for identified children alone (20 USC 6315)."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.grants.allowability.declaration import Judgement, Rule, Subject, Verdict
from perpupil.grants.law import Citation
from perpupil.grants.proposals.records import ForWhom

CITATION = Citation("20 USC 6315")


def _judge(subject: Subject) -> Iterator[Judgement]:
    if subject.grant.program.name != "title_i" or not subject.is_targeted:
        return
    for line in subject.proposal.lines:
        if line.for_whom is ForWhom.WHOLE_SCHOOL:
            says = (
                "The school is not schoolwide: what is for everybody is not paid, only what is for identified children."
            )
            fix = "Limit it to identified children, or pay it from other money."
            yield Judgement("targeted", Verdict.NOT_ALLOWABLE, line, says, CITATION, fix)


RULE = Rule("targeted", "In a targeted school the money is for identified children", CITATION, _judge)
