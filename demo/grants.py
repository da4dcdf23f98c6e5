"""The grants of FY2027 as the district would write them down: `grants.toml`, some schools' proposals and what was spent of them.

Awards and their parts are those of `money.py`. What they do not say was chosen: dates, reasons, the rate of indirect cost (2.5 percent of direct cost,
without the larger part of one contract, which comes to $360,000 exactly), answers to offers, proposals and spending.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from demo.counts import Row
from demo.district import FOUNDRY, GRANITE, YEAR, school_of
from demo.money import GRANT_PARTS, GRANTS

_AMOUNTS = {(one.grant, one.part): one.amount for one in GRANT_PARTS}
_GRADES = ", ".join(f'"{grade}"' for grade in ("K", *range(1, 13)))

_HEAD = f"""\
# Awards of FY{YEAR} and what becomes of them. `perpupil grants` works them out.
grants = 1
title = "Calder Falls Public Schools"
year = {YEAR}
source = "award notices and adopted budget FY{YEAR}"

[schools]
file = "schools.csv"
unit = "ledger_code"
name = "name"
served = "title_i"
where = {{ closed = "" }}

[counts.low_income]
title = "children of low income from kindergarten on"
need = "low_income"
grades = [{_GRADES}]

[counts.k_12]
title = "students from kindergarten on"
grades = [{_GRADES}]

[counts.students]
title = "students"
everybody = true

[counts.iep]
title = "students with an IEP"
need = "iep"

[counts.pre_k]
title = "pre-kindergarten students"
grades = ["PK"]
"""


def _part(grant: str, part: str) -> int:
    return _AMOUNTS[grant, part]


def _title_i() -> str:
    grant = "Title I-A"
    return f"""
[grant.title_i]
program = "title_i"
students = "low_income"
enrolled = "k_12"
direct = "money"
step = "in_use"
begins = 2026-07-01
ends = 2027-09-30
carried_until = 2028-09-30
targeted = ["0232"]
private_children = 182
private_amount = {_part(grant, "Private school share")}
private_why = "children of low income who live where schools are served, counted with the private schools in November 2025"
administration = {_part(grant, "Administration")}
administration_why = "The grants office: two positions, reporting and the audit"
not_needed = {{ neglected = "no institution for neglected children lies in the district" }}

[[grant.title_i.award]]
kind = "preliminary"
amount = 14_700_000
on = 2026-05-15
source = "preliminary notice of the state"

[[grant.title_i.award]]
kind = "final"
amount = {GRANTS[grant]}
on = 2026-07-01
source = "award notice FY{YEAR}"

[grant.title_i.indirect]
rate = 2.5

[grant.title_i.indirect.excluded.summer_contract]
title = "Contract for the summer program, beyond its first $50,000"
amount = 250_000
percent = 80

[grant.title_i.set_aside.family_engagement]
title = "Parent and family engagement"
purpose = "family_engagement"
amount = {_part(grant, "Parent and family engagement")}
required = true
why = "At least one percent; nine tenths of it is for served schools"
citation = "20 USC 6318(a)(3)"
worth_to = "served"
shared_percent = 10

[grant.title_i.set_aside.homeless]
title = "Homeless students"
purpose = "homeless"
amount = {_part(grant, "Homeless students")}
required = true
why = "They are served at every school"
citation = "34 CFR 200.77"

[grant.title_i.set_aside.coaches]
title = "Coaches"
purpose = "professional_development"
amount = {_part(grant, "Coaches")}
why = "9.0 coaches at $118,600 work in served schools by their children"
worth_to = "served"
offered = true

[grant.title_i.set_aside.extended_day]
title = "Extended day in served schools"
purpose = "instruction"
amount = {_part(grant, "Extended day in served schools")}
why = "One contract for all served schools"
worth_to = "served"
offered = true

[grant.title_i.set_aside.summer]
title = "Summer program"
purpose = "instruction"
amount = {_part(grant, "Summer program")}
why = "Four sites for the children of all served schools; a site closes for nobody's share"
worth_to = "served"

[grant.title_i.to_schools]
title = "To served schools"
odd_cents = "largest_remainder"

[[grant.title_i.offer]]
set_aside = "coaches"
school = "0{FOUNDRY}"
answer = "taken"

[[grant.title_i.offer]]
set_aside = "coaches"
school = "0{GRANITE}"
answer = "declined"

[[grant.title_i.offer]]
set_aside = "extended_day"
school = "0302"
answer = "taken"
"""


def _others() -> str:
    mentors = "Mentors and class size in served schools"
    return f"""
[grant.title_ii_a]
program = "title_ii_a"
students = "low_income"
enrolled = "students"
step = "preparing"
begins = 2026-07-01
ends = 2027-09-30
carried_until = 2028-09-30
private_children = 0
private_why = "no private school asked to take part"

[[grant.title_ii_a.award]]
kind = "final"
amount = {GRANTS["Title II-A"]}
on = 2026-07-01
source = "award notice FY{YEAR}"

[grant.title_ii_a.set_aside.leadership]
title = "Leadership training"
purpose = "leadership"
amount = {_part("Title II-A", "Leadership training")}
why = "Principals and assistant principals learn together"
worth_to = "all"

[grant.title_ii_a.to_schools]
title = "{mentors}"
amount = {_part("Title II-A", mentors)}
schools = "served"

[grant.idea_611]
program = "idea_611"
students = "iep"
enrolled = "students"
direct = "staff"
begins = 2026-07-01
ends = 2027-09-30
private_children = 0
private_why = "no child whom parents placed in a private school was found eligible on December 1, 2025"
not_needed = {{ early_intervening = "the state found no significant disproportionality" }}

[[grant.idea_611.award]]
kind = "final"
amount = {GRANTS["IDEA section 611"]}
on = 2026-07-01
source = "award notice FY{YEAR}"

[grant.idea_611.to_schools]
title = "Special education staff and services"
schools = "all"

[grant.idea_619]
program = "idea_619"
students = "pre_k"
enrolled = "students"
direct = "staff"
begins = 2026-07-01
ends = 2027-09-30
private_children = 0
private_why = "no child whom parents placed in a private school was found eligible on December 1, 2025"

[[grant.idea_619.award]]
kind = "final"
amount = {GRANTS["IDEA section 619"]}
on = 2026-07-01
source = "award notice FY{YEAR}"

[grant.idea_619.to_schools]
title = "Preschool special education"
schools = "all"
"""


def grants() -> str:
    """Write `grants.toml`."""
    return _HEAD + _title_i() + _others()


_MANAGER = "Grants manager"


def _history(today: date, *moves: tuple[str, str, str, str]) -> str:
    """Write the moves that had happened by a day."""
    return "".join(
        f'[[proposal.NAME.history]]\nto = "{to}"\non = {on}\nby = "{by}"\nreason = "{why}"\n\n'
        for to, on, by, why in moves
        if date.fromisoformat(on) <= today
    )


def _lines(*lines: str) -> str:
    return "".join(f"[[proposal.NAME.line]]\n{line}\n\n" for line in lines)


def _proposal(name: str, code: str, words: tuple[str, str, str], lines: str, history: str) -> str:
    title, purpose, evidence = words
    head = f'[proposal.{name}]\ntitle = "{title}"\ngrant = "title_i"\nschool = "0{code}"\npurpose = "{purpose}"\nevidence = "{evidence}"\n\n'
    return head + (lines + history).replace("NAME", name)


_READING_SERIES = 'what = "Reading series for every classroom"\nkind = "materials"\namount = 38_400'


def proposals(today: date) -> str:
    """Write `proposals.toml`: seven schools, in every state that a reviewer meets."""
    every = (
        _proposal(
            "foundry_reading",
            FOUNDRY,
            ("A reading teacher and a reading series", "Four of ten third graders do not read at grade level", "Small-group instruction in early grades has strong evidence in the district's own list"),
            _lines('what = "Reading interventionist"\nkind = "pay"\namount = 106_600\nfte = 1', _READING_SERIES),
            _history(
                today,
                ("submitted", "2026-08-17", f"Principal of {school_of(FOUNDRY).name}", "Leadership team of August 12"),
                ("approved", "2026-08-28", _MANAGER, "Fits the schoolwide plan; both lines follow from its needs assessment"),
            ),
        ),
        _proposal(
            "oakdale_reading",
            "232",
            ("The same reading series", "Reading results fell for two years", "The publisher's study"),
            _lines(_READING_SERIES),
            _history(
                today,
                ("submitted", "2026-09-21", "Principal of Oakdale", "School council of September 15"),
                ("returned", "2026-10-02", _MANAGER, "Oakdale is not schoolwide: say which children it is for"),
            ),
        ),
        _proposal(
            "canal_families",
            "209",
            ("Family evenings", "Two families of three have never been to a conference", "Attendance at last year's pilot"),
            _lines(
                'what = "Teachers who lead the evenings"\nkind = "pay"\namount = 7_200\nfte = 0.1\nfor_whom = "families"',
                'what = "Supper for families"\nkind = "food"\namount = 2_400\nfor_whom = "families"',
            ),
            _history(today, ("submitted", "2027-01-11", "Principal of Canal", "Ready for review")),
        ),
        _proposal(
            "central_tutoring",
            "501",
            ("Tutoring in algebra", "Half of grade 9 fails the first marking period", "High-dosage tutoring, strong evidence"),
            _lines(
                'what = "Tutors of the college"\nkind = "contract"\namount = 214_000\nvendor = "Calder Falls College"\nbegins = 2026-10-01\nends = 2027-06-15',
                'what = "Laptops for tutoring rooms"\nkind = "equipment"\namount = 48_000\nunit_cost = 800',
            ),
            _history(
                today,
                ("submitted", "2026-08-20", "Principal of Central High", "Department heads of August 18"),
                ("approved", "2026-09-03", _MANAGER, "Laptops stay with the program and are tagged"),
            ),
        ),
        _proposal(
            "eastgate_trip",
            "214",
            ("A day at the lake park", "Reward for attendance", ""),
            _lines('what = "Entrance and buses"\nkind = "entertainment"\namount = 9_800'),
            _history(today, ("submitted", "2027-01-14", "Principal of Eastgate", "Student council asked for it")),
        ),
        _proposal(
            "lakeview_tutors",
            "225",
            ("Tutors", "Some children lag behind", "Tutoring has strong evidence"),
            _lines('what = "Tutors"\nkind = "contract"\namount = 12_000'),
            _history(
                today,
                ("submitted", "2026-09-10", "Principal of Lakeview", "Parents asked for it"),
                ("refused", "2026-09-11", _MANAGER, "Title I does not serve Lakeview"),
            ),
        ),
        _proposal(
            "bayard_counselor",
            "401",
            ("Half a counselor", "One student of four is chronically absent", "Check and connect, moderate evidence"),
            _lines('what = "Counselor"\nkind = "pay"\namount = 55_150\nfte = 0.5'),
            "",
        ),
    )  # fmt: skip
    return "# What schools propose to do with Title I.\nproposals = 1\n\n" + "".join(every).rstrip() + "\n"


def spending(today: date) -> Iterable[Row]:
    """Give what was spent of approved proposals by a day."""
    yield ("date", "grant", "school", "proposal", "line", "amount", "what")
    for row in _SPENT:
        if date.fromisoformat(str(row[0])) <= today:
            yield row


_READING = ("title_i", f"0{FOUNDRY}", "foundry_reading")
_TUTORING = ("title_i", "0501", "central_tutoring")
_SPENT: tuple[Row, ...] = (
    *(
        (day, *_READING, 1, "10660.00", "salary and benefits of the month")
        for day in ("2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31")
    ),
    ("2026-09-14", *_READING, 2, "37912.40", "invoice 20418"),
    ("2026-10-30", *_TUTORING, 1, "42800.00", "first installment"),
    ("2026-12-18", *_TUTORING, 1, "42800.00", "second installment"),
    ("2026-09-22", *_TUTORING, 2, "48000.00", "60 laptops"),
    ("2026-10-09", *_TUTORING, 2, "-800.00", "one returned"),
)
