"""`perpupil services`: what the district runs for its schools, at what price, and what schools' choices come to."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.page import add_out
from perpupil.cli.sources import Misuse, add_command, guarded

if TYPE_CHECKING:
    from perpupil.documents.page import Page
    from perpupil.services.settlement import Settlement
    from perpupil.workspace.services import Services

_EXAMPLE = """\
  perpupil services my_district                             the price list, with its arithmetic
  perpupil services my_district --choices                   what schools' choices free, and what stays
  perpupil services my_district --demand                    what all schools want, and what cannot run
  perpupil services my_district --receipt 0217 --out foundry.pdf
  perpupil services my_district --choices --approach opt_out
  perpupil services my_district --quartiles                 who gains if money takes the place of services

the folder holds services.toml and choices.csv; and facts.csv with headcount.csv, or it is a district's folder."""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(
        commands, "services", "Say what schools may decline or buy, and what their choices come to.", _EXAMPLE
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder with services.toml")
    view = parser.add_mutually_exclusive_group()
    view.add_argument("--choices", action="store_true", help="what schools' choices free, and what stays")
    view.add_argument("--demand", action="store_true", help="what all schools want of each service")
    view.add_argument("--receipt", metavar="SCHOOL", help="what one school chose, and what it comes to; its id")
    view.add_argument(
        "--quartiles", action="store_true", help="who gains, by need, if money takes the place of services"
    )
    parser.add_argument(
        "--approach",
        choices=("opt_out", "buy_back"),
        help="every choice under one approach (default: as the file says)",
    )
    add_out(parser)
    parser.add_argument("--json", action="store_true", help="the same for a script")
    parser.set_defaults(command=guarded(_services))


def _services(given: Namespace) -> int:
    from perpupil.cli.page import forms_of, print_page, write_page
    from perpupil.cli.printing import findings_as_data, print_findings, print_json
    from perpupil.findings import has_errors
    from perpupil.services.catalogue import Approach
    from perpupil.workspace.services import read_services, read_settlement

    forms = forms_of(given.out)
    approach = Approach(given.approach) if given.approach is not None else None
    services, findings = read_services(given.folder, approach)
    settlement = None
    if services is not None and (given.choices or given.demand or given.receipt is not None):
        _require_school(given.receipt, services)
        settlement, told = read_settlement(given.folder, services)
        findings = (*findings, *told)
    if services is not None and not has_errors(findings):
        page, data = _asked(given, services, settlement)
        write_page(page, forms, lambda: data)
        if given.json:
            print_json({**data, "problems": findings_as_data(findings)})
        elif forms:
            print(f"Written to {', '.join(map(str, forms))}")
        else:
            print_page(page)
    elif given.json:
        print_json({"problems": findings_as_data(findings)})
    print_findings(findings)
    return FOUND if has_errors(findings) else FINE


def _require_school(school: str | None, services: Services) -> None:
    if school is not None and school not in services.students.schools:
        from perpupil.formula.functions import closest

        near = closest(school, services.students.schools)
        message = f"There is no school {school!r}." + (f" Did you mean {near!r}?" if near else "")
        raise Misuse(message)


def _asked(given: Namespace, services: Services, settlement: Settlement | None) -> tuple[Page, Mapping[str, Any]]:
    """Give the page that was asked for, and the same as data."""
    from perpupil.documents.services import choices, data, price_list, quarters, receipt
    from perpupil.services.gains import gains
    from perpupil.services.receipt import receipt as receipt_of

    catalogue, students, prices = services.catalogue, services.students, services.prices
    if given.quartiles:
        found = gains(catalogue, prices, students)
        return quarters.quarters_page(catalogue, found), data.gains_as_data(catalogue, found)
    if settlement is None:
        return price_list.price_list_page(catalogue, prices, students), data.prices_as_data(catalogue, prices)
    if given.choices:
        return choices.choices_page(catalogue, settlement, students), data.choices_as_data(catalogue, settlement)
    if given.demand:
        return choices.demand_page(catalogue, settlement), data.demand_as_data(catalogue, settlement)
    made = receipt_of(catalogue, settlement, given.receipt, students.name(given.receipt))
    return receipt.receipt_page(catalogue, made), data.receipt_as_data(catalogue, made)
