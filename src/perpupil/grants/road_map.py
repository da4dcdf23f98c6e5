"""The road map: one grant after another, Title I first, and what must hold of one before the next is handed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from perpupil.findings import Finding, Severity, finding
from perpupil.grants.devolution import Devolution
from perpupil.grants.grant import Step
from perpupil.grants.programs import PROGRAMS
from perpupil.grants.proposals.review import Review
from perpupil.grants.proposals.states import State

STEPS: tuple[Step, ...] = tuple(Step)
"""In the order in which they come."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that must hold of a grant before the next one is offered."""

    name: str
    says: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """One grant on the road."""

    grant: str
    title: str
    step: Step
    gates: tuple[Gate, ...]

    @property
    def is_passed(self) -> bool:
        """Whether the next grant may follow."""
        return all(one.holds for one in self.gates)


def road_map(
    devolutions: Mapping[str, Devolution],
    reviews: Iterable[Review],
    findings: Mapping[str, tuple[Finding, ...]],
    spending: Mapping[str, tuple[Finding, ...]],
) -> tuple[Stop, ...]:
    """Give the grants in the order of the road, each with its gates.

    Args:
        devolutions: The grants.
        reviews: Every proposal.
        findings: What was found of each grant's shares.
        spending: What was found of each grant's spending.

    """
    listed = tuple(reviews)
    order = list(PROGRAMS)
    ranked = sorted(devolutions.items(), key=lambda one: (order.index(one[1].grant.program.name), one[0]))
    return tuple(
        Stop(
            name,
            made.grant.title,
            made.grant.step,
            tuple(_gates(made, listed, findings.get(name, ()), spending.get(name, ()))),
        )
        for name, made in ranked
    )


def check_road(stops: tuple[Stop, ...], devolutions: Mapping[str, Devolution]) -> Iterator[Finding]:
    """Find grants that are offered before every gate of the grants ahead of them is open."""
    for at, one in enumerate(stops):
        closed = [ahead for ahead in stops[:at] if not ahead.is_passed]
        if closed and STEPS.index(one.step) >= STEPS.index(Step.OFFERED):
            shut = "; ".join(gate.says for ahead in closed for gate in ahead.gates if not gate.holds)
            what = (
                f"{one.title} is {one.step.replace('_', ' ')}, and {closed[0].title} is not there yet. Not so: {shut}"
            )
            fix = "Let the grant ahead pass its gates, or set this one back to preparing."
            yield finding("gate-closed", devolutions[one.grant].grant.place, what, fix)


def _gates(
    made: Devolution, reviews: tuple[Review, ...], findings: tuple[Finding, ...], spending: tuple[Finding, ...]
) -> Iterator[Gate]:
    mine = [one for one in reviews if one.proposal.grant == made.grant.name]
    errors = [one for one in findings if one.severity is Severity.ERROR]
    yield Gate("lawful", "Every share and every offer is lawful.", not errors)
    yield Gate("in_use", "Schools use it.", made.grant.step is Step.IN_USE)
    waiting = [one for one in mine if one.proposal.state is State.SUBMITTED]
    yield Gate("reviewed", "Every proposal that was handed in is decided.", not waiting)
    approved = [one for one in mine if one.proposal.state in {State.APPROVED, State.CLOSED}]
    yield Gate("approved", "One proposal at least is approved.", bool(approved))
    yield Gate("spent", "Everything spent was approved and lies within the grant's days.", not spending)
