"""The formula and its drafts: who sees what when, two who sign, the board that adopts, and nothing lost on the way."""

import datetime as dt
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from perpupil.limits import FORMULA_BYTES
from perpupil.web import adopting, figures, formulas
from perpupil.web.access.rights import Role
from perpupil.web.actions import ACTIONS, Asked, Refused, act
from perpupil.web.actions.declaration import Situation
from perpupil.web.actions.formula_drafts import adopt
from perpupil.web.office import drafts
from perpupil.web.store.models import Decision, Event, Person
from perpupil.workspace.district import alone
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.formulas import in_place, keep, kept, seal_of
from tests.web.addresses import BY_STATE, STAFF
from tests.web.at_work import AtWork
from tests.web.district import FORMULA, OWN

TODAY = dt.date(2027, 1, 19)
MORE = FORMULA.replace("value = 5000", "value = 5100").replace("Maple: formula", "Maple: draft")
MOST = MORE.replace("value = 5100", "value = 5200")
LATER = MORE.replace("year = 2027", "year = 2028")
LIST, ONE = "/formula/drafts/", "/formula/drafts/1/"
VOTE = {"on": "2027-01-19", "resolution": "27-03", "in_favor": "5", "against": "2", "abstaining": "0"}
PUPILS, QUERIES_MOST = 31, 12


@pytest.fixture
def folder(maple: Path, tmp_path: Path, settings: Settings) -> Path:
    """A copy of the small district that a test may write in."""
    settings.DISTRICT = shutil.copytree(maple, tmp_path / "maple")
    settings.TODAY = TODAY
    return Path(settings.DISTRICT)


class Desk(AtWork):
    """Somebody at work on drafts."""

    def save(self, text: str = MORE) -> tuple[int, str]:
        return self.send(LIST + "save/", 0, text=text)


@pytest.fixture
def director(folder: Path) -> Desk:  # noqa: ARG001  whoever works here works in the copy
    return Desk(Role.BUDGET_DIRECTOR)


@pytest.fixture
def recommended(director: Desk) -> Desk:
    """A draft that two have signed; the board member who may record its adoption."""
    assert director.save() == (302, ONE)
    assert director.send(ONE + "sign/", 1)[0] == 302
    assert Desk(Role.SUPERINTENDENT).send(ONE + "sign/", 2)[0] == 302
    return Desk(Role.BOARD_MEMBER)


def draft() -> Decision:
    return Decision.objects.get(kind="formula_draft")


# What is in force


def test_the_formula_in_force_in_words_with_its_sum_and_its_status(director: Desk) -> None:
    status, text = director.get("/formula/")
    assert status == 200
    assert "Every school has what its students need." in text
    assert f"${PUPILS * 5000:,}" in text
    assert text.count("In force; the board&#x27;s vote is not recorded here") == 2, "at the head and at the foot"


def test_it_is_handed_out_as_text_and_on_paper(director: Desk) -> None:
    answer = director.client.get("/formula/formula.toml")
    assert (answer.content.decode(), answer.headers["Content-Type"]) == (FORMULA, "text/plain; charset=utf-8")
    assert director.client.get("/formula/formula.pdf").content[:5] == b"%PDF-"
    assert director.get("/formula/formula.exe")[0] == 404


def test_without_a_formula_the_page_says_what_comes_first(director: Desk, folder: Path) -> None:
    (folder / "formula.toml").unlink()
    assert "There is no formula yet" in director.get("/formula/")[1]
    assert director.get("/formula/formula.pdf")[0] == 404


def test_pages_ask_the_database_few_times(
    recommended: Desk, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    recommended.send(ONE + "adopt/", 3, **VOTE)
    for address in ("/formula/", LIST, ONE):
        with django_assert_max_num_queries(QUERIES_MOST):
            recommended.client.get(address)


# A draft is kept


def test_a_draft_is_checked_kept_and_shown_with_what_it_changes(director: Desk, folder: Path) -> None:
    assert director.save() == (302, ONE)
    assert draft().content["seal"] == seal_of(MORE.encode())
    assert kept(folder) == (draft().content["seal"],)
    text = director.get(ONE)[1]
    assert "Draft, not adopted by the board" in text
    assert f"+${PUPILS * 100:,} in all" in text
    assert "$5,000 → $5,100" in text
    assert (folder / "formula.toml").read_text() == FORMULA


def test_of_a_broken_text_nothing_is_kept_and_it_stands_in_the_form_with_line_and_column(
    director: Desk, folder: Path
) -> None:
    status, text = director.save('language = 1\ntitle = "<b>"\nlime = 3\n')
    assert status == 422
    assert "Line 3, column 1:" in text
    assert "title = &quot;&lt;b&gt;&quot;" in text
    assert (kept(folder), Decision.objects.count(), Event.objects.count()) == ((), 0, 0)
    assert not (folder / "formulas").exists()


@pytest.mark.parametrize("text", ["", " \n", "x" * (FORMULA_BYTES + 1)])
def test_no_text_and_too_long_a_text_are_told(director: Desk, folder: Path, text: str) -> None:
    file = SimpleUploadedFile("formula.toml", text.encode())
    form = {"key": "a-key-of-this-form", "version": "0", **({"file": file} if text else {"text": text})}
    answer = director.client.post(LIST + "save/", form)
    assert answer.status_code == 422
    assert kept(folder) == ()


def test_a_file_is_kept_byte_by_byte(director: Desk, folder: Path) -> None:
    content = MORE.replace("\n", "\r\n").encode()
    director.client.post(
        LIST + "save/", {"key": "a-key-of-this-form", "version": "0", "file": SimpleUploadedFile("f.toml", content)}
    )
    assert (folder / "formulas" / f"{draft().content['seal']}.toml").read_bytes() == content


def test_the_same_form_sent_twice_makes_one_draft(director: Desk) -> None:
    form = {"key": "a-key-of-this-form", "version": "0", "text": MORE}
    places = {director.client.post(LIST + "save/", form).headers["Location"] for _ in range(3)}
    assert (places, Event.objects.count()) == ({ONE}, 1)


def test_two_drafts_have_two_numbers(director: Desk) -> None:
    assert (director.save(), director.save(MOST)) == ((302, ONE), (302, "/formula/drafts/2/"))
    assert director.get(LIST)[1].index("2. Maple: draft") < director.get(LIST)[1].index("1. Maple: draft")


def test_a_text_that_cannot_be_kept_makes_no_draft(director: Desk, folder: Path) -> None:
    with alone(folder):
        status, text = director.save()
    assert status == 503
    assert "Another perpupil is at work" in text
    assert "value = 5100" in text, "what was written is not lost"
    assert not Decision.objects.exists()


def test_a_process_that_ends_after_the_file_leaves_a_file_and_no_draft(
    director: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(drafts, "sent", ends)
        with pytest.raises(KeyboardInterrupt):
            director.save()
    assert (kept(folder), Decision.objects.count()) == ((seal_of(MORE.encode()),), 0)
    for role in (Role.PRINCIPAL, Role.BOARD_MEMBER):
        assert "Maple: draft" not in Desk(role, OWN if role is Role.PRINCIPAL else "").get("/formula/")[1]
    assert director.save() == (302, ONE)


def test_a_draft_never_points_to_a_text_that_is_not_there(director: Desk, folder: Path) -> None:
    now = dt.datetime(2027, 1, 19, tzinfo=dt.UTC)
    save = ACTIONS["formula.save_draft"]
    for text_seal in ("", "0" * 64, "../formula", seal_of(FORMULA.encode())):
        asked = Asked(director.person, save, "", "1", {"text_seal": text_seal}, 0, "a-key-of-a-form", now, TODAY)
        assert isinstance(act(asked), Refused)
    sealed = keep(folder, b"not = a formula")
    assert isinstance(
        act(Asked(director.person, save, "", "1", {"text_seal": sealed}, 0, "another-key", now, TODAY)), Refused
    )
    assert not Decision.objects.exists()


def test_where_file_and_record_differ_both_are_told_and_neither_is_changed(director: Desk, folder: Path) -> None:
    director.save()
    place = folder / "formulas" / f"{draft().content['seal']}.toml"
    place.write_text(MOST, encoding="utf-8")
    before = draft().content
    status, text = director.get(ONE)
    assert status == 200
    assert "was changed after it was kept" in text
    assert director.person.name in text
    assert "Sign; a second signature" not in text
    assert director.send(ONE + "sign/", 1)[0] == 422
    assert director.get(ONE + "draft.toml")[0] == 404
    assert (draft().content, place.read_text(encoding="utf-8")) == (before, MOST)


# Who sees it


@pytest.mark.parametrize("role", Role)
def test_to_others_than_the_staff_a_draft_is_not_there_until_it_is_recommended(director: Desk, role: Role) -> None:
    director.save()
    reader = Desk(role, OWN if role.is_of_a_school else "") if role is not Role.BUDGET_DIRECTOR else director
    wanted = 200 if role in STAFF else 404
    assert reader.get(ONE.replace("1", "2"))[0] == 404
    assert [reader.get(address)[0] for address in BY_STATE.values()] == [wanted, wanted]
    assert ("Maple: draft" in reader.get(LIST)[1]) == (role in STAFF)
    director.send(ONE + "sign/", 1)
    assert reader.get(ONE)[0] == wanted
    officer = reader if role is Role.ACADEMIC_OFFICER else Desk(Role.ACADEMIC_OFFICER)
    officer.send(ONE + "sign/", 2)
    assert [reader.get(address)[0] for address in BY_STATE.values()] == [200, 200]
    assert "Maple: draft" in reader.get(LIST)[1]


def test_a_withdrawn_draft_is_for_the_staff_alone(recommended: Desk, director: Desk) -> None:
    assert director.send(ONE + "withdraw/", 3)[0] == 422
    assert director.send(ONE + "withdraw/", 3, reason="Too dear.")[0] == 302
    assert recommended.get(ONE)[0] == 404
    assert "Too dear." in director.get(ONE)[1]
    assert director.send(ONE + "sign/", 4)[0] == 422
    assert director.send(ONE + "save/", 4, text=MOST)[0] == 422


# Two who sign


def test_the_first_who_signs_cannot_sign_second_whatever_they_are_called(director: Desk) -> None:
    director.save()
    director.send(ONE + "sign/", 1)
    Person.objects.filter(pk=director.person.pk).update(name="Somebody Else")
    status, text = director.send(ONE + "sign/", 2)
    assert status == 422
    assert "You have signed already." in text
    assert (draft().content["state"], len(draft().content["signatures"])) == ("draft", 1)
    Desk(Role.SUPERINTENDENT).send(ONE + "sign/", 2)
    assert draft().content["state"] == "recommended"


def test_only_the_version_that_was_seen_is_signed(director: Desk) -> None:
    director.save()
    seen = draft().content["seal"]
    director.send(ONE + "save/", 1, text=MOST)
    status, text = Desk(Role.SUPERINTENDENT).send(ONE + "sign/", 1, seen=seen)
    assert status == 409
    assert "The draft changed since you opened it" in text
    assert "$5,100 → $5,200" in text
    assert draft().content["signatures"] == []


def test_another_text_is_signed_anew_and_takes_a_recommendation_back(recommended: Desk, director: Desk) -> None:
    assert director.send(ONE + "save/", 3, text=MOST)[0] == 302
    assert (draft().content["state"], draft().content["signatures"]) == ("draft", [])
    assert len(draft().content["texts"]) == 2
    assert recommended.get(ONE)[0] == 404
    assert "What changed since the text before?" in director.get(ONE)[1]


def test_a_signature_sent_twice_counts_once(director: Desk) -> None:
    director.save()
    for _ in range(2):
        form = {"key": "the-same-form-twice", "version": "1"}
        assert director.client.post(ONE + "sign/", form).status_code == 302
    assert (len(draft().content["signatures"]), Event.objects.count()) == (1, 2)


# The board


def test_what_the_board_adopts_is_in_force_with_its_vote(recommended: Desk, director: Desk, folder: Path) -> None:
    assert recommended.send(ONE + "adopt/", 3, **VOTE)[0] == 302
    assert (folder / "formula.toml").read_text(encoding="utf-8") == MORE
    assert figures.now().allocated_cents == PUPILS * 5100_00
    status = "In force. Adopted by the board on January 19, 2027, resolution 27-03, 5 in favor, 2 against, 0 abstaining"
    principal = Desk(Role.PRINCIPAL, OWN)
    assert status in principal.get("/formula/")[1]
    earlier = f"/formula/versions/{seal_of(FORMULA.encode())}/"
    assert earlier in principal.get("/formula/")[1]
    assert "$5,000 → $5,100" in principal.get(earlier)[1]
    assert director.get(f"/formula/versions/{'0' * 64}/")[0] == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("on", "2027-01-20"), ("on", "2027-01-17"), ("on", ""), ("on", "yesterday"), ("resolution", " "), ("resolution", "x" * 81),
        ("in_favor", "2"), ("in_favor", "-5"), ("in_favor", "5.5"), ("against", ""), ("abstaining", "٣"), ("in_favor", "9999"),
    ],
)  # fmt: skip
def test_a_vote_that_cannot_be_is_refused(field: str, value: str) -> None:
    told = formulas.Told("1" * 64, 2027, lambda sealed: formulas.Kept(sealed, "Draft", 2027), lambda _: True)
    now = {"state": "recommended", "seal": "0" * 64, "signatures": [{"on": "2027-01-18"}]}
    wrong = adopt(now, {**VOTE, field: value}, Situation("Board", TODAY, told))
    assert isinstance(wrong, tuple)
    assert [one.field for one in wrong] == ["in_favor" if field in {"against", "abstaining"} else field]
    assert isinstance(adopt(now, VOTE, Situation("Board", TODAY, told)), dict)


def test_a_vote_that_is_refused_stands_in_the_form_and_changes_nothing(recommended: Desk, folder: Path) -> None:
    status, text = recommended.send(ONE + "adopt/", 3, **{**VOTE, "in_favor": "2"})
    assert status == 422
    assert "That is no majority in favor." in text
    assert 'value="27-03"' in text
    assert draft().content["state"] == "recommended"
    assert in_place(folder) == seal_of(FORMULA.encode())


def test_a_draft_that_is_not_recommended_cannot_be_adopted(director: Desk) -> None:
    director.save()
    assert Desk(Role.BOARD_MEMBER).send(ONE + "adopt/", 1, **VOTE)[0] == 404


def test_an_adoption_that_is_recorded_but_not_in_place_shows_both_and_can_be_finished(
    recommended: Desk, director: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(adopting, "put_in_place", ends)
        with pytest.raises(KeyboardInterrupt):
            recommended.send(ONE + "adopt/", 3, **VOTE)
    assert draft().content["state"] == "adopted"
    assert (folder / "formula.toml").read_text(encoding="utf-8") == FORMULA
    text = director.get("/formula/")[1]
    assert "The board adopted another text" in text
    assert f"${PUPILS * 5000:,}" in text
    assert "$5,000 → $5,100" in text
    assert director.send(ONE + "put-in-force/", 4, instead_of=seal_of(FORMULA.encode()))[0] == 302
    assert (folder / "formula.toml").read_text(encoding="utf-8") == MORE
    assert "The board adopted another text" not in director.get("/formula/")[1]


def test_a_busy_folder_leaves_the_record_and_says_so(
    recommended: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise NoSuchFile("Another perpupil is at work.")

    monkeypatch.setattr(adopting, "put_in_place", busy)
    assert recommended.send(ONE + "adopt/", 3, **VOTE)[0] == 302
    assert "not yet in force: Another perpupil is at work." in recommended.get(ONE)[1]
    assert in_place(folder) == seal_of(FORMULA.encode())


def test_a_formula_changed_by_hand_is_not_written_over(recommended: Desk, director: Desk, folder: Path) -> None:
    recommended.send(ONE + "adopt/", 3, **VOTE)
    (folder / "formula.toml").write_text(MOST, encoding="utf-8")
    both = director.get("/formula/")[1]
    assert "The board adopted another text" in both
    assert "$5,200 → $5,100" in both
    stale = director.send(ONE + "put-in-force/", 4, instead_of=seal_of(FORMULA.encode()))
    assert stale[0] == 422
    assert (folder / "formula.toml").read_text(encoding="utf-8") == MOST
    again = {"key": "form-1-of-" + str(recommended.person.pk), "version": "3", **VOTE}
    recommended.client.post(ONE + "adopt/", again)
    assert (folder / "formula.toml").read_text(encoding="utf-8") == MOST, "a form sent again moves nothing"
    assert director.send(ONE + "put-in-force/", 4, instead_of=seal_of(MOST.encode()))[0] == 302
    assert (folder / "formula.toml").read_text(encoding="utf-8") == MORE
    assert seal_of(MOST.encode()) in kept(folder), "what was written by hand is kept"


def test_a_formula_for_next_year_waits_for_it(director: Desk, folder: Path) -> None:
    director.save(LATER)
    director.send(ONE + "sign/", 1)
    Desk(Role.SUPERINTENDENT).send(ONE + "sign/", 2)
    board = Desk(Role.BOARD_MEMBER)
    assert board.send(ONE + "adopt/", 3, **VOTE)[0] == 302
    assert (folder / "formula.toml").read_text(encoding="utf-8") == FORMULA
    assert "comes into force with that year" in board.get("/formula/")[1]
    assert director.send(ONE + "put-in-force/", 4, instead_of=seal_of(FORMULA.encode()))[0] == 422


def test_a_formula_that_cannot_be_worked_is_not_put_in_force(director: Desk, folder: Path) -> None:
    broken = MORE.replace('students = "students"', 'students = "pupils"').replace(
        "[facts]", '[facts]\ncolumns = { pupils = "Pupils there" }'
    )
    assert director.save(broken) == (302, ONE)
    assert "cannot be worked" in director.get(ONE)[1] or "cannot be put in force" in director.get(ONE)[1]
    director.send(ONE + "sign/", 1)
    Desk(Role.SUPERINTENDENT).send(ONE + "sign/", 2)
    assert Desk(Role.BOARD_MEMBER).send(ONE + "adopt/", 3, **VOTE)[0] == 302
    assert (folder / "formula.toml").read_text(encoding="utf-8") == FORMULA


def test_a_draft_that_names_the_columns_otherwise_is_worked_and_says_what_to_mend(director: Desk) -> None:
    director.save(MORE.replace('column = "schoolId"', 'column = "school"'))
    text = director.get(ONE)[1]
    assert "As it stands it cannot be put in force." in text
    assert f"${PUPILS * 5100:,}" in text


def test_status_stands_on_every_paper(monkeypatch: pytest.MonkeyPatch, director: Desk) -> None:
    written: list[str] = []

    def paper(page: object) -> bytes:
        written.append(str(page))
        return b"%PDF-"

    monkeypatch.setattr("perpupil.web.office.formula.as_pdf", paper)
    director.save()
    director.get(ONE + "draft.pdf")
    director.get("/formula/formula.pdf")
    assert "Draft, not adopted by the board" in written[0]
    assert "In force" in written[1]


@pytest.mark.usefixtures("recommended")
def test_words_of_the_code_do_not_stand_on_these_pages(director: Desk) -> None:
    for address in ("/formula/", LIST, ONE, "/where-we-stand/"):
        text = director.get(address)[1].lower()
        assert not [word for word in ("shapley", "headcount", "sealed", " seal ", "stranded") if word in text], address


def test_a_race_for_a_number_ends_in_two_drafts(director: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    director.save()
    numbers: Callable[[], int] = iter([1, 2]).__next__
    monkeypatch.setattr("perpupil.web.store.drafts.next_number", numbers)
    assert director.save(MOST) == (302, "/formula/drafts/2/")
    assert formulas.kept_as(seal_of(MOST.encode())) is not None
