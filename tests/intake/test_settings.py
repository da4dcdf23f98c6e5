"""A district's settings: read whole or not at all, and everything that is wrong told at once."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.intake.ledger import Rows, Sign
from perpupil.intake.settings import STARTER, read_settings

GOOD = STARTER.format(district='"Maple"', year=2027, count_date="2026-10-01")


def test_the_starter_of_a_new_district_is_read() -> None:
    settings, findings = read_settings(GOOD.encode(), "perpupil.toml")
    assert findings == ()
    assert settings is not None
    assert (settings.district, settings.year, settings.count_date) == ("Maple", 2027, dt.date(2026, 10, 1))
    assert settings.needs[0].values == {"F": "", "R": "", "P": None}


def test_accounts_and_membership_are_read() -> None:
    text = 'perpupil = 1\ndistrict = "M"\nyear = 2027\ncount_date = 2026-10-01\n[count]\nmembership = [2026-09-01, 2027-06-20]\n[accounts]\npicture = "{fund}.{object}"\nsign = "debit_credit"\nrows = "snapshot"\n'
    settings, findings = read_settings(text.encode(), "perpupil.toml")
    assert findings == ()
    assert settings is not None
    assert settings.membership == (dt.date(2026, 9, 1), dt.date(2027, 6, 20))
    assert (settings.picture, settings.sign, settings.rows) == ("{fund}.{object}", Sign.DEBIT_CREDIT, Rows.SNAPSHOT)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("perpupil = 1", "", "version"),
        ('"Maple"', '"  "', "no name"),
        ("year = 2027", "year = true", "fiscal year"),
        ("year = 2027", "year = 27", "fiscal year"),
        ("2026-10-01", '"October 1"', "day of the count"),
        ("2026-10-01", "2026-10-01T08:00:00", "day of the count"),
        ('"primary"', '"both"', "none of the known words"),
        ("[need.low_income]", "[need.Low-Income]", "no name"),
        ('from = "meal_status"', "", "where it stands"),
        ('no = ["P"]', 'no = ["F"]', "two lists"),
        ('no = ["P"]', "no = 1", "lists of texts"),
        ('no = ["P"]', 'levels = { x = "a;b" }', "no level"),
        ('no = ["P"]', 'nein = ["P"]', "no key"),
        ("[count]", 'color = "red"\n[count]', "no key"),
        ("[count]", "[count]\nmembership = [2027-06-20, 2026-09-01]", "two days in order"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(before: str, after: str, said: str) -> None:
    assert before in GOOD
    settings, findings = read_settings(GOOD.replace(before, after, 1).encode(), "perpupil.toml")
    assert settings is None
    assert any(said in one.what for one in findings), findings
    assert {one.code for one in findings} == {"bad-settings"}


def test_everything_is_told_at_once() -> None:
    _, findings = read_settings(b'year = "x"\n[accounts]\nsign = 3\n', "perpupil.toml")
    assert len(findings) == 5


@given(
    st.text(max_size=200)
    | st.sampled_from(GOOD.splitlines()).flatmap(lambda line: st.just(GOOD.replace(line, "x = [[1], {}]")))
)
def test_any_text_gives_settings_or_findings(text: str) -> None:
    settings, findings = read_settings(text.encode(errors="replace"), "perpupil.toml")
    assert (settings is None) == bool(findings)
