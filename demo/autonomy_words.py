"""What the register of autonomies says in words: purpose, areas, positions, law, precedents, requests, what central office owes."""

from __future__ import annotations

from collections.abc import Mapping

HEAD = """\
# Who decides what at which school, with which money. `perpupil autonomy` reads it.
autonomy = 1
title = "Calder Falls Public Schools"
purpose = "Those who know the students decide what the money for them buys, and answer for it."
definition = "A school has budget autonomy where it decides how its own budget, the central services that it may decline and its share of grants are used, within law and contract."
source = "autonomy policy, adopted by the board on June 9, 2026"
year = 2027
"""

TERMS = """\
[area.curriculum]
about = "What is taught beyond the state's standards, and from which materials."
district = "The school uses what the district buys."
consulted = "Teachers try materials out before the district buys."
shared = "The school chooses from a list that it has drawn up with the academic office."
school = "The school chooses its materials, and tells the academic office."
examples = ["a reading series of its own", "a unit on the river in place of a bought one"]
checklist = ["a curriculum team that meets every month", "a plan for students who move in"]

[area.budget]
about = "What the dollars of the school buy, apart from staff."
district = "Central office fills in every line."
consulted = "The school sees its lines and says what is wrong with them."
shared = "The school plans its supplies; the budget office checks the plan."
school = "The school plans all that is not staff; the budget office posts it."
examples = ["copying money moved to books", "a printer shared with the school next door"]
checklist = ["a team that reads the ledger every month", "a clerk who can enter an order"]

[area.schedule]
about = "The bell schedule, the days of the calendar that are the school's, and how classes are formed."
district = "The district's schedule holds."
consulted = "The school comments on the draft."
shared = "The school sets its blocks within the district's hours and buses."
school = "The school sets its schedule; the hours of the contract hold."
examples = ["a reading block of ninety minutes"]
checklist = ["a vote of the teachers"]

[area.staffing]
about = "Which positions the school has, and who is proposed for them."
district = "The staffing formula is the staffing."
consulted = "The school says which of its positions it needs most."
shared = "The school proposes how positions are exchanged; personnel decides."
school = "The school exchanges positions within law and contract."
examples = ["half a coach for hours of tutors"]
checklist = ["a staffing plan for three years", "a talk with the teachers' union"]

[area.professional_development]
about = "What teachers learn, from whom, and on which days."
district = "The district's days and courses."
consulted = "The school names topics."
shared = "The school chooses among the district's courses."
school = "The school chooses and pays for its own; the district's days stay open to it."
examples = ["a visit to a school that teaches in two languages"]
checklist = ["a plan of what teachers asked for"]

[area.policies]
about = "District policies and procedures that a school may leave aside or change for itself."
district = "All of them hold."
consulted = "The school names what stands in its way."
shared = "Single procedures are waived in writing."
school = "The school writes its own, within law."
examples = ["an order under $500 without a second signature"]
checklist = ["a list of procedures that stand in the way"]

[position.principal]
title = "Principal"
legal = "fixed"
rule = "state code, section 14: one principal a school"

[position.special_educator]
title = "Special educator"
legal = "fixed"
rule = "Individuals with Disabilities Education Act: services of each student's program"

[position.esl_teacher]
title = "English learner teacher"
legal = "conditional"
rule = "state code, section 22"
condition = "service minutes of every English learner are met"

[position.nurse]
title = "Nurse"
legal = "fixed"
rule = "state health code: a nurse in every building"

[position.counselor]
title = "Counselor"
legal = "conditional"
rule = "teachers' contract, article 9"
condition = "no more than 300 students a counselor from grade 6 on"

[position.teacher]
title = "Classroom teacher"
legal = "conditional"
rule = "teachers' contract, article 7"
condition = "no class above the contract's size"

[position.librarian]
title = "Librarian"
legal = "open"

[position.assistant_principal]
title = "Assistant principal"
legal = "open"

[position.clerk]
title = "Clerk"
legal = "open"

[training.ledger]
title = "Reading the school's ledger"
by = "Business office"

[training.planning]
title = "Planning supplies and services"
by = "Business office"

[training.finance_partner]
title = "A finance partner at the school once a month"
by = "Business office"
kind = "support"

[training.staffing_rules]
title = "Contract, law and the staffing formula"
by = "Personnel office"

[training.staffing_plan]
title = "Planning positions by price"
by = "Personnel office"

[training.whole_budget]
title = "The whole budget in a week of August"
by = "Business office"

[training.review_partner]
title = "A second principal who reads the plan"
by = "Superintendent"
kind = "support"

[procedure.second_signature]
title = "Orders under $500 without a second signature"
owner = "Purchasing"
due = 2026-12-18
why = "An order takes six weeks, and a school that plans its own supplies waits for them."
areas = ["budget", "policies"]

[procedure.staffing_window]
title = "Schools' staffing proposals before transfers are posted"
owner = "Personnel office"
due = 2027-02-26
why = "A proposal that comes after the transfers finds no position to exchange."
areas = ["staffing"]

[procedure.title_i_accounts]
title = "A Title I account for each school"
owner = "Grants manager"
due = 2027-03-05
why = "A school cannot follow what it cannot see."
areas = ["budget", "professional_development"]

[procedure.ledger_view]
title = "Principals see their ledger on the day of posting"
owner = "Business office"
due = 2026-10-30
why = "The first step of the ladder is to see the history."
areas = ["budget"]
done = 2026-10-22
"""

FUNDS: Mapping[str, str] = {
    "supplies": """\
title = "Supplies and services"
pot = "school_budget"
owner = "Business office"
use = "Materials, printing, software, trips; no staff."
keeps = 50
keeps_at_most = 10000
rule = "board policy DB-3: half of what is left, at most $10,000"
""",
    "free": """\
title = "Free sum of the principal"
pot = "school_budget"
owner = "Business office"
use = "Anything that no other fund pays for; no staff."
keeps = 0
rule = "ends on June 30"
""",
    "staff": """\
title = "Staff of the staffing formula"
pot = "school_budget"
owner = "Personnel office"
use = "Positions, at average price, within law and contract."
keeps = 0
rule = "a vacancy's pay goes back to the district"
""",
    "title_i": """\
title = "Title I, the school's share"
pot = "grants"
owner = "Grants manager"
use = "What the schoolwide plan names; staff, materials and courses."
keeps = 15
rule = "at most 15 percent of the award may go over to the next year"
""",
}

DECIDES: Mapping[str, str] = {
    "see_history": "Nothing yet beyond a small free sum; it sees five years of what was spent in its name.",
    "plan_non_personnel": "Supplies and services.",
    "comment_on_staffing": "Supplies and services; its word on positions is asked for before they are set.",
    "propose_staffing": "All that is not staff, its share of Title I, and proposals to exchange positions.",
    "full": "Its whole budget, within law and contract.",
}

PRECEDENTS = """\
[precedent.reading_series]
question = "May a school sell a reading series that the district bought for it?"
decision = "No; it may pass it on to another school of the district."
reason = "The district owns what it bought, and other schools wait for it."
decided = 2026-10-06
by = "Chief academic officer"
applies_to = ["curriculum"]

[precedent.half_coach]
question = "May a school exchange half a coach for hours of tutors?"
decision = "Yes, for a year at a time, at the price of the half position."
reason = "The coach is paid from a service that the school may decline."
decided = 2026-11-17
by = "Superintendent"
applies_to = ["staffing", "professional_development"]

[precedent.parents_money]
question = "Does money that parents give count against what a school gets?"
decision = "No."
reason = "The formula pays for students, not for what a school has besides."
decided = 2026-12-01
by = "Board"
applies_to = "all"

[precedent.nurse_hours]
question = "May Granite open its nurse's office for half of the day?"
decision = "No."
reason = "The health code wants a nurse in every building while school is held."
decided = 2027-01-12
by = "Personnel office"
applies_to = ["0219", "nurse"]
"""

REQUESTS = """\
[[request]]
school = "0217"
amount = 48900
what = "An aide for newcomers"
since = 2028
answer = "open"
who = "Principal of Foundry"
why = "Fourteen newcomers since October, after the count."

[[request]]
school = "0225"
amount = 54900
what = "Half a teacher of strings"
since = 2028
answer = "refused"
who = "Principal of Lakeview"
why = "The strings program grows."
note = "Refused: the formula pays for no single program, and the school has supplies money of its own."

[[request]]
school = "0402"
amount = 61700
what = "A clerk for attendance"
since = 2024
until = 2026
answer = "by_rule"
who = "Principal of Crosby Middle"
why = "The school had one clerk for 860 students."
note = "Since FY2027 the staffing formula gives two clerks to every middle school."

[[request]]
school = "0303"
amount = 38500
what = "Moving grades 7 and 8"
since = 2025
until = 2025
answer = "granted"
who = "Principal of Millworks"
why = "Two classrooms were moved for a year."
"""
