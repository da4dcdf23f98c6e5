"""What `proposals.toml` may say: every key declared once."""

from __future__ import annotations

from collections.abc import Mapping

from perpupil.formula.keys import Key, KeyType
from perpupil.grants.proposals.records import CostKind, ForWhom, PaidBefore
from perpupil.grants.proposals.states import State

VERSION = 1

FILE = (
    Key("proposals", KeyType.WHOLE, "The version of the file; 1.", required=True, example="proposals = 1"),
    Key("proposal", KeyType.TABLES, "The proposals."),
)
PROPOSAL = (
    Key("title", KeyType.TEXT, "What it is called.", required=True, example='title = "A reading teacher"'),
    Key("grant", KeyType.TEXT, "The grant that pays, by its name in `grants.toml`.", required=True, example='grant = "title_i"'),
    Key("school", KeyType.TEXT, "The school's id.", required=True, example='school = "0217"'),
    Key("purpose", KeyType.TEXT, "Which need it meets.", default="nothing, which is told"),
    Key("evidence", KeyType.TEXT, "What says that it helps.", default="nothing, which is told"),
    Key("line", KeyType.LIST_OF_TABLES, "What it buys.", required=True, example="[[proposal.reading.line]]"),
    Key("history", KeyType.LIST_OF_TABLES, "What became of it, the oldest first; before the first it is a draft."),
)  # fmt: skip
LINE = (
    Key("what", KeyType.TEXT, "What is bought.", required=True, example='what = "Reading teacher"'),
    Key("kind", KeyType.CHOICE, "What kind of cost it is.", required=True, choices=tuple(CostKind), example='kind = "pay"'),
    Key("amount", KeyType.NUMBER, "Dollars.", required=True, example="amount = 118_000"),
    Key("for_whom", KeyType.CHOICE, "Whom it is for.", default=ForWhom.WHOLE_SCHOOL, choices=tuple(ForWhom)),
    Key("fte", KeyType.NUMBER, "Full-time positions, of pay.", example="fte = 1"),
    Key("unit_cost", KeyType.NUMBER, "What one of them costs, of equipment."),
    Key("vendor", KeyType.TEXT, "Who sells it."),
    Key("paid_before", KeyType.CHOICE, "Who paid for it last year.", default=PaidBefore.NOBODY, choices=tuple(PaidBefore)),
    Key("begins", KeyType.DATE, "The first day that it costs money.", default="the grant's first day"),
    Key("ends", KeyType.DATE, "The last day.", default="the grant's last day"),
)  # fmt: skip
EVENT = (
    Key("to", KeyType.CHOICE, "The state that it moved to.", required=True, choices=tuple(State), example='to = "submitted"'),
    Key("on", KeyType.DATE, "The day.", required=True, example="on = 2026-09-04"),
    Key("by", KeyType.TEXT, "Who moved it.", required=True, example='by = "Principal of Foundry"'),
    Key("reason", KeyType.TEXT, "Why; a decision needs one."),
)  # fmt: skip
SECTIONS: Mapping[str, tuple[str, tuple[Key, ...]]] = {
    "proposals.toml": ("What stands at the top of `proposals.toml`, before any table.", FILE),
    "[proposal.NAME]": ("One proposal of one school. What it is called here is how spending names it.", PROPOSAL),
    "[[proposal.NAME.line]]": ("One thing that it buys; spending names it by its number, from 1.", LINE),
    "[[proposal.NAME.history]]": ("One move: who, when and why.", EVENT),
}
"""Every table of the file, what it is for, and its keys."""
