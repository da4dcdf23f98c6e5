"""Maple Unified in a folder: three schools, their facts and headcount, and a pool."""

from pathlib import Path

FORMULA = """\
language = 1
title = "Maple Unified, student-based"
equity = "Every student learns, and the money follows the need."
year = 2027

[facts]
unit = { column = "school", noun = "school", name = "name" }

[parameters]
base = { title = "Base", value = 4_000, owner = "Budget office", source = "board vote of 2026-02-04" }

[counts]
low_income = { title = "Students of low income", need = "low_income" }

[step.class_size]
title = "Class size"
value = "enrolled / classrooms"
round = 1

[line.base_amount]
title = "Base amount"
kind = "per_student"
students = "students"
fund = "general"
use = "any"
published = "usd_base"

[line.poverty]
title = "Low income"
kind = "weight"
students = "low_income"
weight = 0.25

[line.growth]
title = "Growth"
value = "max(0, enrolled - prior(enrolled)) * 333.335"

[pool.schools]
amount = 6_500_000
reserve = 10_000
"""
FACTS = """\
school,name,enrolled,classrooms
0010,Oak Elementary,400,20
0020,Elm Middle,500,25
0030,Fir High,600,24
"""
HEADCOUNT = """\
unit,grade,needs,students
0010,K,,300
0010,K,low_income,100
0020,6,,350
0020,6,low_income,150
0030,9,,450
0030,9,low_income,150
"""
PRIOR = """\
school,name,enrolled,classrooms
0010,Oak Elementary,390,20
0020,Elm Middle,510,25
0030,Fir High,600,24
"""


def written(folder: Path, name: str, text: str) -> str:
    """Write a file and give its path as a command takes it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def district(folder: Path, **instead: str) -> Path:
    """Write the district's files into a folder."""
    files = {"formula.toml": FORMULA, "facts.csv": FACTS, "headcount.csv": HEADCOUNT, "before.csv": PRIOR}
    for name, text in (files | {name.replace("_", "."): text for name, text in instead.items()}).items():
        written(folder, name, text)
    return folder


def simple(folder: Path, name: str = "Oak Elementary", title: str = "Base") -> Path:
    """Write a district of one school and one line, with texts of one's own."""
    quoted = name.replace('"', '""')
    written(
        folder,
        "formula.toml",
        f'language = 1\ntitle = """Maple"""\n[facts]\nunit = {{ column = "school", name = "name" }}\n[line.base]\ntitle = {_toml(title)}\nfund = {_toml(title)}\nuse = {_toml(title)}\nvalue = "students * 4_000"\npublished = "usd"\n[pool.schools]\ntitle = {_toml(title)}\namount = 1_600_000\n',
    )
    written(folder, "facts.csv", f'school,name,students,usd\n0010,"{quoted}",400,5\n')
    return folder


def _toml(text: str) -> str:
    return (
        '"'
        + text.replace("\\", "\\\\")
        .replace('"', '\\"')
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\x1b", "\\u001b")
        + '"'
    )
