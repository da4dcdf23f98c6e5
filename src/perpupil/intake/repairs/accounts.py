"""Corrections of whole accounts, for a ledger whose segments stand in columns of their own."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.intake.accounts import Picture
from perpupil.intake.repairs.declaration import Rule

_LEDGER, _ACCOUNT, _MAP = "ledger", "account", "map_values"


def by_segments(rule: Rule, picture: Picture) -> tuple[Rule, ...]:
    """Say the corrections of accounts once more for segments; nothing for any other rule.

    Each segment that differs becomes a rule of its own, in rows whose other segments are those of the account.

    >>> rule = Rule("map_values", "ledger", "account", (("101.1007.0224", "101.1000.0224"),))
    >>> (one,) = by_segments(rule, Picture("{fund}.{function}.{location}"))
    >>> one.column, one.values, one.where
    ('function', (('1007', '1000'),), (('fund', ('101',)), ('location', ('0224',))))
    """
    if (rule.kind, rule.dataset, rule.column) != (_MAP, _LEDGER, _ACCOUNT):
        return ()
    return tuple(one for before, after in rule.values for one in _parts(rule, before, after, picture))


def _parts(rule: Rule, before: str, after: str, picture: Picture) -> Iterator[Rule]:
    old, new = picture.cut(before), picture.cut(after)
    if old is None or new is None:
        return
    for name in picture.segments:
        if old[name] != new[name]:
            others = [other for other in picture.segments if other != name]
            where = tuple((other, tuple(dict.fromkeys((old[other], new[other])))) for other in others)
            yield Rule(_MAP, _LEDGER, name, ((old[name], new[name]),), where, why=rule.why)
