"""`perpupil services`: prices, choices, demand and receipts of a folder, and nothing of it while a setting is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from perpupil.cli.main import main
from tests.services.maple import FACTS, TEXT, changed, folder
from tests.workspace.small import files

ALL = "".join(f"{school},print,decline,,head,2027-01-19\n" for school in ("10", "20"))
SEATS = "10,seats,decline,,head,2027-01-19\n"


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    code = main(["services", *map(str, words)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def data(capsys: pytest.CaptureFixture[str], *words: str | Path) -> dict[str, Any]:
    code, out, _ = run(capsys, *words, "--json")
    assert code == 0
    read: dict[str, Any] = json.loads(out)
    return read


def test_a_principal_reads_what_declining_frees_and_until_when(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, folder(tmp_path))
    assert (code, err) == (0, "")
    assert "If you decline it you free $59,300; decide by January 29, 2027." in out
    assert "2.5 of 5 days a week are 0.5 of a position: 0.5 × $118,600 = $59,300 a school." in out
    assert "Open to all. Declining frees nothing, and you keep access." in out


def test_choices_come_to_the_cost_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read = data(capsys, folder(tmp_path, rows="10,coach,decline,,head,2027-01-19\n"), "--choices")
    assert read["left_over_cents"] == 0
    (coach,) = [one for one in read["services"] if one["service"] == "coach"]
    assert (coach["money_cents"], coach["service_cents"], coach["stays_cents"]) == (59_300_00, 59_300_00, 0)


def test_without_choices_everybody_keeps_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read = data(capsys, folder(tmp_path), "--choices")
    assert {one["money_cents"] for one in read["services"]} == {0}


def test_a_service_that_cannot_run_is_told_with_what_follows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = folder(tmp_path, changed(("viable_from = 300", "viable_from = 301")), ALL)
    code, out, err = run(capsys, at, "--demand")
    assert code == 0
    assert "Too few schools want this for it to run: Print shop." in out
    assert "services.toml:38" in err
    assert "[service-may-close]" in err
    read = data(capsys, at, "--receipt", "30")
    (line,) = [one for one in read["services"] if one["service"] == "print"]
    assert line["standing"] == "wanted it, and it cannot run"
    assert line["money_cents"] == 2_700_00


def test_a_contract_holds_back_what_it_charges(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = folder(tmp_path, rows=SEATS)
    _, _, err = run(capsys, at, "--choices")
    assert "8 seats are left, and the contract charges 9" in err
    assert "[contract-minimum]" in err
    (seats,) = [one for one in data(capsys, at, "--choices")["services"] if one["service"] == "seats"]
    # Four seats are declined, and one of them is charged all the same; two are at no school.
    assert (seats["money_cents"], seats["held_back_cents"], seats["stays_cents"]) == (3 * 425_00, 425_00, 3 * 425_00)


def test_a_receipt_says_who_chose_and_when(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, folder(tmp_path, rows=SEATS), "--receipt", "10")
    assert code == 0
    assert "Chosen by: head on January 19, 2027." in out
    assert "Service choices for FY2028: Adams (10)" in out


def test_a_school_that_is_none_is_a_misuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, folder(tmp_path), "--receipt", "11")
    assert (code, out) == (2, "")
    assert "There is no school '11'." in err


def test_who_gains_is_told_by_quarters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read = data(capsys, folder(tmp_path), "--quartiles")
    assert [one["service"] for one in read["services"]] == ["coach", "seats"]
    assert [one["schools"] for one in read["services"][0]["quarters"]] == [[], ["30"], ["20"], ["10"]]


def test_every_choice_can_be_put_under_one_approach(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = folder(tmp_path, rows=ALL)
    opted, bought = (data(capsys, at, "--choices", "--approach", one) for one in ("opt_out", "buy_back"))
    for one, other in zip(opted["services"], bought["services"], strict=True):
        assert one["money_cents"] == other["money_cents"]
    paid = [sum(one["paid_cents"] for one in service["schools"]) for service in bought["services"]]
    assert paid[0] == 118_600_00
    assert {one["paid_cents"] for service in opted["services"] for one in service["schools"]} == {0}


@pytest.mark.parametrize("view", ["", "--choices", "--demand", "--quartiles"])
def test_while_a_setting_is_wrong_nothing_is_shown_or_written(
    view: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = folder(tmp_path / "maple", changed(("rate = 9\n", "rate = -9\n")))
    out = tmp_path / "page.html"
    code, shown, err = run(capsys, at, *([view] if view else []), "--out", out)
    assert (code, shown) == (1, "")
    assert "services.toml:35:1 (service.print.rate)" in err
    assert not out.exists()


def test_a_wrong_choice_stops_what_rests_on_choices_and_not_the_price_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = folder(tmp_path, rows="10,coach,maybe,,head,2027-01-19\n")
    assert run(capsys, at)[0] == 0
    code, shown, err = run(capsys, at, "--demand")
    assert (code, shown) == (1, "")
    assert "choices.csv:2" in err


def test_a_late_choice_is_told_and_the_rest_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "10,coach,decline,,head,2027-01-30\n20,coach,decline,,head,2027-01-29\n"
    code, _, err = run(capsys, folder(tmp_path, rows=rows), "--choices")
    assert code == 0
    assert "[late-choice]" in err


@pytest.mark.parametrize("ending", ["html", "md", "json", "pdf", "xlsx"])
def test_a_page_is_written_as_its_ending_says(ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / f"prices.{ending}"
    code, said, _ = run(capsys, folder(tmp_path / "maple"), "--out", out)
    assert (code, said) == (0, f"Written to {out}\n")
    assert out.stat().st_size > 500


def test_a_folder_without_a_catalogue_is_a_misuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, tmp_path)[0] == 2


def test_students_without_a_number_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = folder(tmp_path)
    (at / "facts.csv").write_text(FACTS.replace("200", ""), encoding="utf-8")
    code, shown, err = run(capsys, at)
    assert (code, shown) == (1, "")
    assert "[blank-cell]" in err
    (at / "facts.csv").write_text(FACTS.replace("poor", "rich"), encoding="utf-8")
    assert "[missing-column]" in run(capsys, at)[2]


def test_a_headcount_beside_the_catalogue_counts_by_grade(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = folder(
        tmp_path, changed(("rate = 9\n", 'rate = 9\ngrades = ["6"]\n'), ("viable_from = 300", "viable_from = 3"))
    )
    rows = "unit,grade,needs,students\n10,5,poor,100\n10,6,,3\n20,6,poor,4\n30,7,,5\n"
    (at / "headcount.csv").write_text(rows, encoding="utf-8")
    (shop,) = [one for one in data(capsys, at)["services"] if one["name"] == "print"]
    assert [(one["school"], one["units"]) for one in shop["schools"]] == [("10", "3"), ("20", "4")]
    (at / "headcount.csv").write_text(rows + "40,6,,5\n", encoding="utf-8")
    assert "[unknown-unit]" in run(capsys, at)[2]


def test_a_district_s_folder_is_priced_by_the_students_in_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    district, given = tmp_path / "district", files(tmp_path / "files")
    assert main(["new", str(district), "--year", "2027", "--district", "Maple"]) == 0
    text = changed(
        ('need = "poor"', 'need = "english_learner"'),
        ('schools = ["10", "20"]', 'schools = ["0010", "0020"]'),
        ('placed = { "10" = 4, "30" = 6 }', 'placed = { "0010" = 4, "0030" = 6 }'),
        ("viable_from = 300", "viable_from = 3"),
    )
    (district / "services.toml").write_text(text, encoding="utf-8")
    assert run(capsys, district)[0] == 2
    assert main(["import", *map(str, given.values()), "--district", str(district)]) == 0
    capsys.readouterr()
    (shop,) = [one for one in data(capsys, district)["services"] if one["name"] == "print"]
    assert [(one["school"], one["units"]) for one in shop["schools"]] == [("0010", "3"), ("0020", "3"), ("0030", "3")]


def test_the_text_is_the_same_whatever_else_stands_in_the_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = run(capsys, folder(tmp_path, TEXT, ALL), "--choices")
    rows = "".join(f"{line}\n" for line in reversed(ALL.splitlines()))
    assert run(capsys, folder(tmp_path, TEXT, rows), "--choices") == first
