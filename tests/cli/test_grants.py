"""`perpupil grants`: what it shows, what it refuses, and what a script gets."""

import json
from pathlib import Path

import pytest

from perpupil.cli.main import main
from perpupil.seal import seal

FILES = {
    "schools.csv": "id,name,served,students,poor\n01,Adams,yes,400,300\n02,Baker,yes,400,200\n03,Carver,no,400,50\n",
    "grants.toml": """grants = 1
title = "Maple"
year = 2027
[schools]
file = "schools.csv"
unit = "id"
name = "name"
served = "served"
[counts.students]
column = "students"
[counts.poor]
title = "children of low income"
column = "poor"
[grant.title_i]
program = "title_i"
students = "poor"
begins = 2026-07-01
ends = 2027-09-30
private_children = 0
private_why = "none"
not_needed = { homeless = "x", neglected = "x", family_engagement = "x" }
[[grant.title_i.award]]
kind = "final"
amount = 1_000_000
on = 2026-07-01
[grant.title_i.set_aside.coaches]
title = "Coaches"
amount = 100_000
why = "one team"
worth_to = "served"
offered = true
[grant.title_i.to_schools]
""",
    "proposals.toml": """proposals = 1
[proposal.reading]
title = "Reading <b>"
grant = "title_i"
school = "01"
purpose = "p"
evidence = "e"
line = [{ what = "Books", kind = "materials", amount = 500 }]
history = [
  { to = "submitted", on = 2026-09-01, by = "Principal" },
  { to = "approved", on = 2026-09-02, by = "Manager", reason = "fits" },
]
""",
    "grant_spending.csv": "date,grant,school,proposal,line,amount,what\n2026-10-01,title_i,01,reading,1,120.50,books\n",
}
OFFER = '[[grant.title_i.offer]]\nset_aside = "coaches"\nschool = "{}"\namount = 36_000\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "maple"
    made.mkdir()
    for name, text in FILES.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def told(*arguments: object, code: int = 0, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    capsys.readouterr()
    assert main(["grants", *map(str, arguments)]) == code
    printed = capsys.readouterr()
    return printed.out, printed.err


def test_awards_and_shares_are_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = told(folder, capsys=capsys)
    assert "$900,000 for 500 children of low income is $1,800 each. No cent is left over." in out
    assert "Coaches: $100,000 for 500 children of low income is $200 each. 0 took it" in out
    assert out.count("not legal advice") == 1
    assert err == ""


def test_the_worksheet_shows_money_and_services_of_every_school(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = told(folder, "--worksheet", "title_i", capsys=capsys)
    (adams,) = [line for line in out.splitlines() if line.startswith("Adams")]
    assert adams.split() == ["Adams", "1", "300", "75.0%", "$540,000", "$60,000", "$2,000", "$60,000"]
    (carver,) = [line for line in out.splitlines() if line.startswith("Carver")]
    assert "not served" in carver
    assert "Every share is lawful" in out


@pytest.mark.parametrize(("unit", "code"), [("03", "unserved-school"), ("02", None)])
def test_an_unlawful_offer_ends_with_1_and_is_shown_as_refused(
    folder: Path, unit: str, code: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "grants.toml"
    path.write_text(path.read_text() + OFFER.format(unit), encoding="utf-8")
    out, err = told(folder, "--worksheet", "title_i", code=1 if code else 0, capsys=capsys)
    assert (f"[{code}]" in err) == bool(code)
    assert ("1 offer is refused by law" in out) == bool(code)


def test_an_offer_that_overtakes_is_refused_on_the_page(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "grants.toml"
    text = (
        path.read_text()
        .replace("amount = 100_000", "amount = 200_000")
        .replace('worth_to = "served"', 'worth_at = { "01" = 30_000, "02" = 20_000 }')
    )
    path.write_text(text + OFFER.format("02"), encoding="utf-8")
    out, err = told(folder, "--worksheet", "title_i", code=1, capsys=capsys)
    assert "[poorer-school-overtaken]" in err
    assert "$36,000 of Coaches to Baker" in out


def test_proposals_and_spending_are_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = told(folder, "--proposals", capsys=capsys)
    assert "1 proposal; 0 wait for a decision." in out
    assert "approved, by Manager: fits" in out
    out, _ = told(folder, "--spending", capsys=capsys)
    assert "$120.50 of $500 approved is spent." in out


def test_a_script_gets_whole_cents(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = told(folder, "--json", capsys=capsys)
    data = json.loads(out)
    made = data["grants"]["title_i"]
    assert sum(one["amount_cents"] for one in made["parts"]) == made["available_cents"] == 100_000_000
    assert data["problems"] == []


def test_pages_are_written_in_every_form(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outs = [tmp_path / f"page.{ending}" for ending in ("html", "md", "json")]
    told(folder, "--proposals", *(word for out in outs for word in ("--out", out)), capsys=capsys)
    html = outs[0].read_text()
    assert "Reading &lt;b&gt;" in html
    assert "<b>" not in html
    assert json.loads(outs[2].read_text())["grants"]["title_i"]["rate_cents"] == "180000"


def test_evidence_is_one_folder_with_an_index_and_seals(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "evidence_2027"
    told("evidence", 2027, "--in", folder, "--out", out, capsys=capsys)
    names = {path.name for path in out.iterdir()}
    assert names == {
        "index.html", "awards.html", "worksheet_title_i.html", "proposals.html", "spending.html", "grants.json", "seals.json",
        *(f"source_{name}" for name in FILES),
    }  # fmt: skip
    seals = json.loads((out / "seals.json").read_text())
    index = (out / "index.html").read_text()
    assert all(name in index and one in index for name, one in seals["documents"].items())
    assert seals["documents"]["source_grants.toml"] == seal(FILES["grants.toml"])
    assert seals["all"] == seal(seals["documents"])


def test_the_same_files_give_the_same_evidence(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        told("evidence", 2027, "--in", folder, "--out", tmp_path / name, capsys=capsys)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["evidence", "2026", "--in", "DIR", "--out", "x"], "of FY2027, not of FY2026"),
        (["evidence", "2027", "--in", "DIR"], "--out FOLDER"),
        (["evidence", "2027", "--in", "DIR", "--out", "DIR"], "never written over"),
        (["DIR", "2027"], "goes with the word evidence"),
        (["DIR", "--worksheet", "title_9"], "There is no grant 'title_9'"),
        (["DIR", "--out", "x.doc"], "does not say by its ending"),
        (["nowhere"], "cannot be read"),
    ],
)
def test_a_misuse_is_one_sentence(
    folder: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, err = told(*(str(folder) if one == "DIR" else one for one in arguments), code=2, capsys=capsys)
    assert said in err


@pytest.mark.parametrize("name", ["proposals.toml", "grants.toml"])
def test_a_file_that_cannot_be_read_shows_nothing_and_ends_with_1(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / name).write_text("x = 1\n", encoding="utf-8")
    out, err = told(folder, code=1, capsys=capsys)
    assert out == ""
    assert "[unknown-key]" in err
    out, _ = told(folder, "--json", code=1, capsys=capsys)
    assert json.loads(out)["problems"]
