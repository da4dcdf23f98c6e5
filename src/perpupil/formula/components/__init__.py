"""The component kinds: one module each, holding its rule, keys, sentence and worked example.

To add a kind, write a module like its neighbors and name it here; reading, checking, documentation and tests follow from the
declaration.
"""

from collections.abc import Mapping

from perpupil.formula.components import (
    cap,
    concentration,
    fall_adjustment,
    fixed_sum,
    foundation,
    hold_harmless,
    multiplier,
    per_student,
    percent_of_formula,
    phase_in,
    proration,
    roll_forward,
    small_school,
    staffing,
    use_fund,
    weight,
    zero_based,
)
from perpupil.formula.components.declaration import Component

_IN_ORDER_OF_WORK = (
    per_student, weight, concentration, small_school, foundation, staffing, use_fund, fixed_sum, roll_forward, zero_based,
    multiplier, fall_adjustment, proration, percent_of_formula, phase_in, hold_harmless, cap,
)  # fmt: skip

COMPONENTS: Mapping[str, Component] = {module.COMPONENT.kind: module.COMPONENT for module in _IN_ORDER_OF_WORK}

__all__ = ["COMPONENTS", "Component"]
