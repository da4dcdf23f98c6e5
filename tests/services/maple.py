"""A district of three schools, its catalogue, and a way to change one line of it."""

from fractions import Fraction
from pathlib import Path

from perpupil.facts.table import read_csv
from perpupil.findings import Finding
from perpupil.services.catalogue import Catalogue
from perpupil.services.choices import Choice, read_choices
from perpupil.services.price import Price, price_all
from perpupil.services.reading import read_catalogue
from perpupil.services.students import Students

TEXT = """services = 1
title = "Maple"
source = "made up"
year = 2028
starts = 2027-07-01
deadline = 2027-01-29
need = "poor"

[facts]
unit = "id"
name = "school"
students = "students"
needs = { poor = "poor" }

[service.coach]
title = "Coach"
category = "central_staff"
owner = "Academics"
aim = "Reading"
evidence = "price list"
driver = "days"
position = 118600
schools = ["10", "20"]
each = 2.5
notice = 5
approach = "opt_out"

[service.print]
title = "Print shop"
category = "other"
owner = "Business"
aim = "Time"
evidence = "ledger"
driver = "student"
rate = 9
fixed = 1000.01
freed = [[12, 0.5], [17, 1]]
viable_from = 300
below = "credit"
settled = 2027-02-12
approach = "buy_back"

[service.seats]
title = "Seats"
category = "pd_courses"
owner = "Academics"
aim = "Teaching"
evidence = "contract"
driver = "participant"
noun = "seat"
rate = 425
placed = { "10" = 4, "30" = 6 }
units = 12
minimum = 9
minimum_until = 2028-06-30
approach = "opt_out"

[service.training]
title = "Training days"
category = "pd_central"
owner = "Academics"
aim = "Teaching"
evidence = "invoice"
driver = "flat"
fixed = 100
open_to_all = true
approach = "none"
reason = "Open to all."

[excluded.transport]
title = "Transport"
reason = "Run for every school."
"""
FACTS = "id,school,students,poor\n10,Adams,100,90\n20,Baker,200,40\n30,Carver,300,30\n"
CHOICES = "school,service,choice,quantity,who,when\n"


def students() -> Students:
    counts = {"": tuple(map(Fraction, (100, 200, 300))), "poor": tuple(map(Fraction, (90, 40, 30)))}
    return Students(("10", "20", "30"), ("Adams", "Baker", "Carver"), columns=counts)


def changed(*pairs: tuple[str, str]) -> str:
    """Change the text; each piece stands in it once."""
    text = TEXT
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def catalogue(text: str = TEXT) -> Catalogue:
    read, findings = read_catalogue(text.encode(), "services.toml")
    assert not findings, findings
    assert read is not None
    return read


def prices(text: str = TEXT) -> tuple[Catalogue, dict[str, Price]]:
    read = catalogue(text)
    made, findings = price_all(read, students())
    assert not findings, findings
    return read, {price.service.name: price for price in made}


def told(text: str) -> list[tuple[str, int | None]]:
    """Read and price a text; give the code and line of each finding."""
    read, findings = read_catalogue(text.encode(), "services.toml")
    if read is not None:
        made, findings = price_all(read, students())
        assert bool(findings) != bool(made)
    else:
        assert findings
    return [(one.code, one.where.line) for one in findings]


def chosen(rows: str, text: str = TEXT) -> tuple[tuple[Choice, ...], tuple[Finding, ...]]:
    read, made = prices(text)
    table, wrong = read_csv((CHOICES + rows).encode(), "choices.csv")
    assert not wrong
    return read_choices(table, read, tuple(made.values()), students())


def folder(path: Path, text: str = TEXT, rows: str | None = None) -> Path:
    """Write it as files."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "services.toml").write_text(text, encoding="utf-8")
    (path / "facts.csv").write_text(FACTS, encoding="utf-8")
    if rows is not None:
        (path / "choices.csv").write_text(CHOICES + rows, encoding="utf-8")
    return path
