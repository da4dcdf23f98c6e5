"""A small district's folder with all that its pots and its guide are made from, and a way to change one text of it."""

from pathlib import Path

from tests.services.maple import CHOICES, FACTS, TEXT

FORMULA = """language = 1
title = "Maple: base, FY2027"
equity = "Every student counts alike."
source = "the board"
year = 2027

[facts]
unit = { column = "id", noun = "school", name = "school" }

[line.base]
title = "Base"
value = "students * 1000.25"
"""
AUTONOMY = """autonomy = 1
title = "Maple"
purpose = "Those who know the students decide."
definition = "A school has autonomy where it decides."
source = "the board"
year = 2027
schools = { "10" = "Adams", "20" = "Baker", "30" = "Carver" }

[area.budget]
about = "What the dollars buy."
consulted = "The school comments on its lines."
school = "The school plans its lines."
checklist = ["a team"]

[area.staffing]
about = "Which positions the school has."
shared = "The school proposes who is hired."
examples = ["half a coach for tutors"]

[fund.supplies]
title = "Supplies"
pot = "school_budget"
owner = "Business office"
use = "Paper and books."
keeps = 50
keeps_at_most = 1000
rule = "policy 3200"
amounts = { "10" = 5000.25, "20" = 4000 }
total = 20000

[fund.title_i]
title = "Title I share"
pot = "grants"
owner = "Grants office"
use = "The plan."
keeps = 0
rule = "the award ends"
amounts = { "10" = 100 }

[position.nurse]
title = "Nurse"
legal = "fixed"
rule = "health code"

[position.clerk]
title = "Clerk"
legal = "open"

[training.ledger]
title = "Reading the ledger"
by = "Business office"

[ladder.see_history]
decides = "Nothing yet."
training = ["ledger"]

[ladder.plan_non_personnel]
decides = "Supplies."
training = ["ledger"]

[ladder.comment_on_staffing]
decides = "Its word is asked for."
training = ["ledger"]

[ladder.propose_staffing]
decides = "Proposals for positions."
training = ["ledger"]

[ladder.full]
decides = "Everything."
training = ["ledger"]

[agreement."10"]
by_school = { who = "Principal of Adams", on = 2026-06-01 }
by_district = { who = "Superintendent", on = 2026-06-10 }
granted = [
  { area = "budget", level = "school", since = 2026-07-01, use = "Books.", funds = ["supplies"] },
]
taken = [{ training = "ledger", on = 2026-05-01, who = "Principal" }]
moves = [{ to = "see_history", on = 2026-07-01, who = "Superintendent", reason = "It asked." }]

[precedent.printer]
question = "May schools share a printer?"
decision = "Yes."
reason = "It costs less."
decided = 2026-10-01
by = "Superintendent"
applies_to = ["all"]
"""
GRANTS = """grants = 1
title = "Maple"
year = 2027

[schools]
unit = "id"
name = "school"

[counts.students]
column = "students"

[counts.poor]
column = "poor"

[grant.title_i]
program = "title_i"
students = "poor"
step = "in_use"
served = ["10", "20"]
begins = 2026-07-01
ends = 2027-09-30
private_children = 0
private_why = "none asked"
not_needed = { homeless = "nobody is", family_engagement = "below the line", neglected = "no institution" }

[[grant.title_i.award]]
kind = "final"
amount = 100000
on = 2026-07-01

[grant.title_i.set_aside.coach]
title = "Coach"
purpose = "professional_development"
amount = 13000
why = "One coach for both schools"
worth_to = "served"
offered = true

[grant.title_i.to_schools]
title = "To served schools"

[[grant.title_i.offer]]
set_aside = "coach"
school = "10"
answer = "taken"

[grant.idea_611]
program = "idea_611"
students = "poor"
direct = "staff"
begins = 2026-07-01
ends = 2027-09-30
private_children = 0
private_why = "none asked"
not_needed = { early_intervening = "none found" }

[[grant.idea_611.award]]
kind = "final"
amount = 1600.01
on = 2026-07-01

[grant.idea_611.to_schools]
title = "Special education"
schools = "all"
"""
CALENDAR = """calendar = 1
title = "Maple"
source = "the board"

[cycle.2028]
begins = 2027-02-09
starts = 2027-07-01

[date.choices]
title = "Choices close"
on = 2027-01-29
owner = "Budget director"
year = 2028
concerns = ["Principals"]
choice = true
"""
ROWS = "10,coach,decline,,head,2027-01-19\n10,print,buy,,head,2027-01-19\n30,seats,keep,,head,2027-01-19\n"
TEXTS = {
    "formula.toml": FORMULA,
    "facts.csv": FACTS,
    "autonomy.toml": AUTONOMY,
    "services.toml": TEXT,
    "choices.csv": CHOICES + ROWS,
    "grants.toml": GRANTS,
    "calendar.toml": CALENDAR,
}


def folder(path: Path, *changes: tuple[str, str, str], without: tuple[str, ...] = ()) -> Path:
    """Write it as files, some pieces of them changed; each piece stands in its file once."""
    texts = {name: text for name, text in TEXTS.items() if name not in without}
    for name, old, new in changes:
        assert texts[name].count(old) == 1, (name, old)
        texts[name] = texts[name].replace(old, new)
    path.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (path / name).write_text(text, encoding="utf-8")
    return path
