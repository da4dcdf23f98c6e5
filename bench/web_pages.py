"""Every page at the scale of New York: how many queries it takes, and how long it takes on the server, asked for by whoever sees it."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from web_people import Visitor

QUERIES, MILLISECONDS = 12, 150
"""What a page may take at most: queries, and on the server at the 95th percentile."""
SECONDS = 4.0
"""So long a page is asked for at most, once it has been asked for the least number of times."""
LEAST = 5

DIRECTOR, PRINCIPAL, ADMINISTRATOR = "budget_director", "principal", "administrator"
PAGES = (
    ("home", "/", DIRECTOR),
    ("standing", "/where-we-stand/", DIRECTOR),
    ("standing_table", "/where-we-stand/tables/schools.csv", DIRECTOR),
    ("schools", "/schools/", DIRECTOR),
    ("school", "/schools/{unit}/", PRINCIPAL),
    ("school", "/schools/{unit}/", DIRECTOR),
    ("school_compare", "/schools/{unit}/compare/{other}/", DIRECTOR),
    ("school_letter", "/schools/{unit}/letter/", PRINCIPAL),
    ("school_letter_pdf", "/schools/{unit}/letter.pdf", PRINCIPAL),
    ("question", "/schools/{unit}/questions/allocation/", PRINCIPAL),
    ("questions", "/questions/", DIRECTOR),
    ("formula", "/formula/", PRINCIPAL),
    ("formula_file", "/formula/formula.toml", DIRECTOR),
    ("drafts", "/formula/drafts/", DIRECTOR),
    ("draft", "/formula/drafts/{draft}/", DIRECTOR),
    ("draft_file", "/formula/drafts/{draft}/draft.toml", DIRECTOR),
    ("service_choices", "/schools/{unit}/services/", PRINCIPAL),
    ("receipt", "/schools/{unit}/services/receipt.pdf", PRINCIPAL),
    ("services", "/services/", DIRECTOR),
    ("autonomy", "/autonomy/", DIRECTOR),
    ("school_autonomy", "/schools/{unit}/autonomy/", PRINCIPAL),
    ("grants", "/grants/", DIRECTOR),
    ("grant_worksheet", "/grants/worksheets/title_i/", DIRECTOR),
    ("grant_spending", "/grants/spending/", DIRECTOR),
    ("school_grants", "/schools/{unit}/grants/", PRINCIPAL),
    ("proposal", "/schools/0217/grants/foundry_reading/", DIRECTOR),
    ("begin_proposal", "/schools/{unit}/grants/new/", PRINCIPAL),
    ("calendar", "/calendar/", PRINCIPAL),
    ("calendar_download", "/calendar/calendar.ics", DIRECTOR),
    ("data", "/data/", DIRECTOR),
    ("data_set", "/data/sets/{seal}/", DIRECTOR),
    ("data_template", "/data/templates/students.csv", DIRECTOR),
    ("data_upload", "/data/upload/", DIRECTOR),
    ("data_file", "/data/uploads/{upload}/", DIRECTOR),
    ("data_finding", "/data/uploads/{upload}/findings/{finding}/", DIRECTOR),
    ("data_columns", "/data/uploads/{upload}/columns/", DIRECTOR),
    ("data_progress", "/data/uploads/{upload}/progress/", DIRECTOR),
    ("unexplained", "/unexplained/", DIRECTOR),
    ("people", "/people/", ADMINISTRATOR),
    ("person", "/people/{number}/", ADMINISTRATOR),
    ("invite", "/people/invite/", ADMINISTRATOR),
    ("events", "/events/", ADMINISTRATOR),
    ("tokens", "/account/tokens/", PRINCIPAL),
    ("account", "/account/", PRINCIPAL),
)
"""Name of the address, address, and who asks for it; a principal asks at her own school, and each time it is another one."""


FILES = (
    ("standing_report", "/where-we-stand/report.xlsx", DIRECTOR),
    ("standing_report", "/where-we-stand/report.pdf", DIRECTOR),
)
"""Files that are made when somebody asks for them: measured beside the pages, and held to no time."""


@dataclass
class Measured:
    """What a page took."""

    name: str
    role: str
    queries: int
    kilobytes: int
    first_ms: float
    walls_ms: list[float] = field(default_factory=list)
    cpus_ms: list[float] = field(default_factory=list)

    @property
    def p95_ms(self) -> float:
        """The 95th percentile of the server's time."""
        return percentile(self.walls_ms, 95)

    @property
    def misses(self) -> str:
        """Say what the page misses."""
        over = [f"{self.queries} queries"] if self.queries > QUERIES else []
        if self.p95_ms > MILLISECONDS:
            over.append("150 ms")
        return " MISSED: " + ", ".join(over) if over else ""


def percentile(values: list[float], percent: int) -> float:
    """Give a percentile, by nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def measure_pages(visitors: dict[str, list[Visitor]], places: dict[str, str], repeats: int) -> list[Measured]:
    """Ask for every page and print what each took; of what some are about, the names in their addresses are given."""
    print(
        f"\n{'page':<20}{'asked by':<17}{'queries':>8}{'kB':>7}{'first ms':>10}{'p50 ms':>8}{'p95 ms':>8}{'CPU p50':>9}{'CPU p95':>9}"
    )
    found = [one for row in PAGES if (one := _printed(row, visitors, places, repeats)) is not None]
    print("Files that are made when somebody asks for them:")
    for row in FILES:
        _printed(row, visitors, places, repeats, is_page=False)
    _print_not_measured()
    missed = [one for one in found if one.misses]
    by_cpu = [one for one in found if percentile(one.cpus_ms, 95) > MILLISECONDS]
    print(
        f"{len(found)} pages; {len(missed)} miss {QUERIES} queries or {MILLISECONDS} ms, {len(by_cpu)} by the processor's time alone."
    )
    return found


def _printed(
    row: tuple[str, str, str],
    visitors: dict[str, list[Visitor]],
    places: dict[str, str],
    repeats: int,
    *,
    is_page: bool = True,
) -> Measured | None:
    """Measure one page or file and print what it took; None where it is not there."""
    name, address, role = row
    for place, what in places.items():
        address = address.replace(f"{{{place}}}", what)
    one = _measured(name, address, visitors[role], repeats)
    if one is None:
        print(f"{name:<20}{role:<17}  is not there")
        return None
    print(
        f"{one.name:<20}{one.role:<17}{one.queries:>8}{one.kilobytes:>7,}{one.first_ms:>10,.0f}{statistics.median(one.walls_ms):>8,.0f}"
        f"{one.p95_ms:>8,.0f}{statistics.median(one.cpus_ms):>9,.0f}{percentile(one.cpus_ms, 95):>9,.0f}{one.misses if is_page else ''}",
        flush=True,
    )
    return one


def _measured(name: str, address: str, visitors: list[Visitor], repeats: int) -> Measured | None:
    """Ask for one page: first alone, with its queries counted, then so often."""
    from django.db import connection  # noqa: PLC0415  Django is set up first
    from django.test.client import Client, ClientHandler  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    step = max(1, len(visitors) // (repeats + 2))
    asked = list(islice(cycle(visitors[::step]), repeats + 2))
    handler = ClientHandler()
    handler.load_middleware()  # once, as a server does when it starts
    measured, begun = None, time.perf_counter()
    for at, visitor in enumerate(asked):
        client = Client(raise_request_exception=False, HTTP_HOST="localhost")
        client.handler = handler
        client.force_login(visitor.person)
        unit = visitor.unit or "0217"
        where = address.format(unit=unit, other="0204", number=visitor.person.pk)
        if at == 1 and measured is not None:
            with CaptureQueriesContext(connection) as queries:
                client.get(where)
            measured.queries = len(queries)
            continue
        wall, cpu = time.perf_counter(), time.process_time()
        answer = client.get(where)
        wall, cpu = (time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3
        if answer.status_code != 200:  # noqa: PLR2004  it is there
            print(f"{name:<20} answers {answer.status_code}")
            return None
        if measured is None:
            measured = Measured(name, str(visitor.person.name.split()[0]), 0, len(answer.content) // 1000, wall)
            continue
        measured.walls_ms.append(wall)
        measured.cpus_ms.append(cpu)
        if at > LEAST and time.perf_counter() - begun > SECONDS:
            break
    return measured


def _print_not_measured() -> None:
    """Name the addresses that are in no row above: what takes a form, what needs a file first, and what is not a page."""
    from django.urls import URLPattern, get_resolver  # noqa: PLC0415  Django is set up first

    def names(patterns: list[object]) -> list[str]:
        found = []
        for one in patterns:
            if isinstance(one, URLPattern):
                found.append(str(one.name))
            elif not str(one.pattern).startswith(("account/", "language/", "api/")):
                found += names(one.url_patterns)
        return found

    others = sorted(set(names(get_resolver().url_patterns)) - {name for name, _, _ in (*PAGES, *FILES)})
    print(f"Not measured, because they take a form or need something else first: {', '.join(others)}.")
