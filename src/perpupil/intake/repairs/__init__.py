"""Repairs: rules that a district keeps with a source, applied to each upload, every application on record.

To add a kind, declare it beside its like in `cellwise` or `rowwise`; reading, applying and documentation follow from the declaration.
"""

from collections.abc import Mapping

from perpupil.intake.repairs import cellwise, rowwise
from perpupil.intake.repairs.declaration import Applied, Change, Kind, Rule

KINDS: Mapping[str, Kind] = {one.name: one for one in (*cellwise.KINDS, *rowwise.KINDS)}

__all__ = ["KINDS", "Applied", "Change", "Kind", "Rule"]
