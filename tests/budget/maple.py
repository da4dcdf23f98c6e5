"""A small register of autonomies without a fault, in parts that can be put in any order."""

from perpupil.budget.autonomy.reading import read_register
from perpupil.budget.autonomy.records import Register

HEAD = """autonomy = 1
title = "Maple"
purpose = "Those who know the students decide."
source = "the board"
year = 2027
schools = { "01" = "Adams", "02" = "Baker" }
"""
AREA = """[area.budget]
about = "What dollars buy."
school = "The school plans."
examples = ["a printer"]
checklist = ["a team", "a clerk"]
"""
FUND = """[fund.supplies]
title = "Supplies"
pot = "school_budget"
owner = "Business office"
use = "Paper."
amounts = { "01" = 1200.50, "02" = 800 }
total = 5000
keeps = 50
keeps_at_most = 100
rule = "policy 3200"
"""
POSITION = """[position.counselor]
title = "Counselor"
legal = "conditional"
rule = "contract, article 9"
condition = "300 students each"
"""
LEDGER = """[training.ledger]
title = "Reading the ledger"
by = "Business office"
kind = "training"
"""
PARTNER = """[training.partner]
title = "A partner"
by = "Business office"
kind = "support"
"""
STEPS = """[ladder.see_history]
decides = "Nothing yet."
training = ["ledger"]

[ladder.plan_non_personnel]
decides = "Supplies."
training = ["partner"]

[ladder.comment_on_staffing]
decides = "Its word is asked for."
training = ["partner"]

[ladder.propose_staffing]
decides = "Proposals."
training = ["partner"]

[ladder.full]
decides = "Everything."
training = ["partner"]
"""
AGREEMENT = """[agreement.01]
innovation = true
principal_since = 2025-07-01
two_year_choice = 2026-08-31
by_school = { who = "Principal", on = 2026-06-01 }
by_district = { who = "Superintendent", on = 2026-06-10 }
granted = [
  { area = "budget", level = "consulted", since = 2025-07-01, until = 2026-06-30 },
  { area = "budget", level = "school", since = 2026-07-01, use = "Books.", funds = ["supplies"], ready = ["a team"] },
]
taken = [
  { training = "ledger", on = 2025-08-01, who = "Principal" },
  { training = "partner", on = 2026-05-01, who = "Clerk" },
]
moves = [
  { to = "see_history", on = 2025-09-01, who = "Budget director", reason = "It asked." },
  { to = "plan_non_personnel", on = 2026-07-01, who = "Budget director", reason = "It is ready." },
]
"""
PRECEDENT = """[precedent.books]
question = "May a school sell books?"
decision = "No."
reason = "They are the district's."
decided = 2026-10-01
by = "Superintendent"
applies_to = ["budget", "02"]
"""
PROCEDURE = """[procedure.orders]
title = "Orders without a signature"
owner = "Purchasing"
due = 2026-12-18
why = "They take six weeks."
areas = ["budget"]
"""
GRANTED = """[[request]]
school = "02"
amount = 41000.25
what = "Arts"
since = 2020
until = 2028
answer = "granted"
who = "Principal"
why = "A merger."
"""
UNEXPLAINED = """[[request]]
school = "01"
amount = 9000
what = "Choir"
since = 2025
answer = "granted"
"""
USED = """[[used]]
school = "01"
area = "budget"
on = 2026-11-05
what = "Bought books"
fund = "supplies"
amount = 300
"""
PARTS = (AREA, FUND, POSITION, LEDGER, PARTNER, STEPS, AGREEMENT, PRECEDENT, PROCEDURE, GRANTED, UNEXPLAINED, USED)
GOOD = HEAD + "".join(PARTS)


def read(text: str = GOOD) -> Register:
    """Read a register in which nothing is wrong."""
    made, findings = read_register(text.encode(), "autonomy.toml")
    assert findings == ()
    assert made is not None
    return made
