"""Small tables written as text, for checks and repairs."""

import datetime as dt
from collections.abc import Mapping

from perpupil.facts.table import TextTable, read_csv
from perpupil.intake.cases import Case
from perpupil.intake.checks import CHECKS, Check
from perpupil.intake.columns import mapped
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.mapping import ColumnMapping

COUNT_DATE = dt.date(2026, 10, 1)
PICTURE = "{fund}.{object}.{location}"

SCHOOLS = """schoolId,name,level,studentCode,personnelCode,closed,successorId,cep
0010,Adams,elementary,10,ADAMS,,,no
0020,Baker,elementary,20,BAKER,,,yes
0601,Maple Career Center,career,601,MAPLCC,,,no
0099,Old Mill,elementary,99,OLDMIL,2024-07-01,0010,no
"""
STUDENTS = """studentId,schoolId,grade,entryDate,exitDate,primary,firstAttended,birthDate
s1,0010,3,2026-08-31,,yes,2026-08-31,2018-03-14
s2,0010,K,2026-08-31,,yes,2026-08-31,2021-01-30
s3,0020,5,2026-08-31,2026-09-20,yes,2026-08-31,2016-02-01
s3,0010,5,2026-09-20,,yes,2026-09-20,2016-02-01
s4,0020,12,2026-08-31,,yes,2026-09-01,2008-11-02
s4,0601,12,2026-08-31,,no,2026-09-01,2008-11-02
s5,0601,11,2026-08-31,,yes,2026-09-01,2010-04-02
"""
PROGRAMS = """studentId,schoolId,economicallyDisadvantaged,englishLearner,elLevel,iep,tier
s1,0010,yes,yes,2,no,
s2,0010,no,no,,yes,1
s4,0020,yes,no,,no,
"""
LONG = """studentId,program,level,startDate
s1,meal_status,F,2026-07-01
s1,english_learner,2,2026-07-01
s2,iep,1,2026-07-01
s4,meal_status,P,2026-07-01
"""
COUNTS = """schoolId,year,countDate,grade,group,count,status
0010,2026,2025-10-01,all,all,3,actual
0010,2027,2026-10-01,all,all,3,actual
0010,2027,2026-10-01,3,all,1,actual
0010,2027,2026-10-01,5,all,1,actual
0010,2027,2026-10-01,K,all,1,actual
0010,2027,2026-10-01,all,iep,1,actual
0020,2027,2026-10-01,all,all,1,actual
"""
POSITIONS = """positionId,jobClass,schoolId,fund,fte,share,status,employeeId,salary
p1,teacher,0010,101,1,,filled,e1,78420.00
p2,teacher,0010,101,1,,on_leave,e2,70000.00
p2,teacher,0010,101,1,,substitute,e3,25920.00
p3,teacher,0020,101,1,,vacant,,0.00
p4,nurse,0010,101,1,0.5,filled,e4,30000.00
p4,nurse,0020,101,1,0.5,filled,e4,30000.00
"""
ACCOUNTS = """dimension,code,nces,group,schoolId,account
fund,101,1,state_and_local,,
object,51110,111,,,
object,56100,610,,,
location,0010,,school,0010,
location,0020,,school,0020,
location,0900,,central,,
line,base,,,,101.51110.{location}
line,supplies,,,,101.56100.{location}
"""
LEDGER = """year,asOfDate,account,batch,line,amount
2027,2026-09-30,101.51110.0010,b1,1,100.50
2027,2026-09-30,101.51110.0020,b1,2,200.00
2027,2026-10-31,101.56100.0010,b2,1,30.00
2027,2026-10-31,101.56100.0900,b2,2,-5.25
"""
FACTS = """schoolId,name,year,students,low_income,title_i_budget,magnet
0010,Adams,2027,3,1,100.50,yes
0020,Baker,2027,1,1,0,no
0601,Maple Career Center,2027,0,0,0,no
0099,Old Mill,2027,12,4,20.25,yes
"""

CLEAN: Mapping[str, str] = {
    "schools": SCHOOLS,
    "students": STUDENTS,
    "student_programs": PROGRAMS,
    "programs": LONG,
    "school_counts": COUNTS,
    "positions": POSITIONS,
    "accounts": ACCOUNTS,
    "ledger": LEDGER,
    "school_facts": FACTS,
}


def table(text: str, source: str = "file.csv") -> TextTable:
    read, findings = read_csv(text.encode(), source)
    assert findings == ()
    return read


def dataset(name: str, text: str) -> Dataset:
    read = table(text, f"{name}.csv")
    return mapped(read, ColumnMapping(name, read.source, tuple((header, header) for header in read.columns)))


def material(**changed: str) -> Material:
    """Give the clean material with some of its files changed; without a file where the text is empty."""
    texts = {name: text for name, text in {**CLEAN, **changed}.items() if text}
    return Material({name: dataset(name, text) for name, text in texts.items()}, 2027, COUNT_DATE, picture=PICTURE)


def cases(given: Material, check: Check | None = None) -> list[Case]:
    return [case for one in ([check] if check else CHECKS) for case in one.find(given)]


def codes(given: Material) -> dict[str, int]:
    """Count cases by code."""
    found: dict[str, int] = {}
    for one in cases(given):
        found[one.finding.code] = found.get(one.finding.code, 0) + 1
    return found
