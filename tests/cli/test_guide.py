"""`perpupil autonomy guide`: written in every form, kept by edition, and what changed since the last one."""

import json
from pathlib import Path

import pytest

from perpupil.cli.main import main
from tests.pots.small import folder

TODAY = ("--today", "2027-01-19")


def run(capsys: pytest.CaptureFixture[str], at: Path, *words: str) -> tuple[int, str, str]:
    code = main(["autonomy", "guide", str(at), *words, *TODAY])
    said = capsys.readouterr()
    return code, " ".join(said.out.split()), said.err


def change(at: Path, name: str, old: str, new: str) -> None:
    text = (at / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (at / name).write_text(text.replace(old, new), encoding="utf-8")


def test_the_guide_is_written_in_every_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = folder(tmp_path)
    outs = [tmp_path / f"guide.{ending}" for ending in ("pdf", "html", "txt", "md", "json")]
    code, out, _ = run(capsys, at, "--school", "10", *(word for one in outs for word in ("--out", str(one))))
    assert (code, out.startswith("Written to")) == (0, True)
    assert outs[0].read_bytes().startswith(b"%PDF-1.7")
    assert all("What Adams decides on" in one.read_text(encoding="utf-8") for one in outs[1:])
    assert "\n1. What is included\n" in outs[2].read_text(encoding="utf-8")


def test_editions_are_kept_and_numbered_and_the_same_one_not_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = folder(tmp_path)
    assert "No earlier edition was kept." in run(capsys, at, "--changes")[1]
    assert "Kept as edition 1 in" in run(capsys, at, "--keep")[1]
    assert run(capsys, at, "--keep")[1] == "Nothing has changed: edition 1 stands."
    assert "Kept as edition 1 in" in run(capsys, at, "--keep", "--school", "10")[1]
    change(at, "services.toml", "rate = 425", "rate = 426")
    assert (
        "Seats, How the price comes about: was “$425 a seat, for 12 seats. 2 seats are at no school"
        in run(capsys, at, "--changes")[1]
    )
    assert "Kept as edition 2 in" in run(capsys, at, "--keep")[1]
    assert "Nothing has changed since edition 2 of January 19, 2027." in run(capsys, at, "--changes")[1]
    kept = sorted((at / "guides").glob("*/edition.json"))
    numbers = [(json.loads(one.read_bytes())["school"], json.loads(one.read_bytes())["number"]) for one in kept]
    assert sorted(numbers) == [("", 1), ("", 2), ("10", 1)]


def test_a_setting_that_no_sentence_shows_makes_an_edition_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = folder(tmp_path)
    run(capsys, at, "--keep")
    change(at, "services.toml", 'evidence = "contract"', 'evidence = "the contract of 2026"')
    assert "Kept as edition 2 in" in run(capsys, at, "--keep")[1]


def test_an_edition_that_was_changed_after_it_was_kept_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = folder(tmp_path)
    run(capsys, at, "--keep")
    (kept,) = (at / "guides").glob("*/edition.json")
    half_written = at / "guides" / ".part-1"
    half_written.mkdir()
    (half_written / "edition.json").write_text("{", encoding="utf-8")
    assert "Nothing has changed" in run(capsys, at, "--changes")[1]
    for text in (kept.read_text(encoding="utf-8").replace("$425", "$4"), "{}", "no json"):
        kept.write_text(text, encoding="utf-8")
        code, _, err = run(capsys, at, "--changes")
        assert (code, "was changed after it was kept" in err) == (2, True)


@pytest.mark.parametrize("words", [("--keep",), ("--changes",), ("--ladder", "--keep")])
def test_keeping_goes_with_the_guide_alone(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["autonomy", str(folder(tmp_path)), *words]) == 2
    assert "go with the word guide" in capsys.readouterr().err


def test_a_school_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, folder(tmp_path), "--school", "99")
    assert (code, "There is no school '99' in autonomy.toml" in err) == (2, True)


def test_nothing_is_written_while_a_setting_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = folder(tmp_path, ("calendar.toml", "calendar = 1", "calendar = 2"))
    code, out, err = run(capsys, at, "--out", str(tmp_path / "guide.txt"), "--keep")
    assert (code, out) == (1, "")
    assert "[wrong-value]" in err
    assert not (tmp_path / "guide.txt").exists()
    assert not (at / "guides").exists()
    assert main(["autonomy", "guide", str(at), "--json", *TODAY]) == 1
    assert [one["code"] for one in json.loads(capsys.readouterr().out)["problems"]] == ["wrong-value"]
