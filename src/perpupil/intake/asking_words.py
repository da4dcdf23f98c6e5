"""What each finding of the checks asks of people: its title, the question, what is so and what to do, in plain words.

A text may hold these places, filled in from the cases: `{students}` and `{rows}` with their noun, `{times}` as a number, `{at}` for the schools,
`{column}` in words, the data set as `{dataset}`, and `{values}`. Nothing else of a file can come into a question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asking:
    """What the cases of one finding ask."""

    title: str
    asks: str
    what: str
    fix: str
    leave: str = "Take the rows as they stand: they were looked at, and they are right."
    """What it means to leave it."""
    by_column: bool = False
    """Whether each column is a question of its own."""
    decides: bool = False
    """Whether somebody must decide though no row is set aside, since the count of students or what a school is called depends on it."""
    shows_values: bool = False
    """Whether the texts that stand there help to decide."""
    is_about_students: bool = True
    """Whether its rows, in a data set of students, are students at all."""
    counts_as_it_stands: bool = False
    """Whether the rows would count, were they taken as the file has them; the effect then says what that would change."""
    unknown: str = ""
    """Why nobody can know the dollars before the question is answered, where that is so."""

    @property
    def title_alone(self) -> str:
        """Give the title without what a file fills in.

        >>> ASKING["bad-cell"].title, ASKING["bad-cell"].title_alone
        ('Cells that cannot be read: {column}', 'Cells that cannot be read')
        """
        return self.title.partition(": {")[0]

    @property
    def asks_alone(self) -> str:
        """Give the question without what a file fills in."""
        return self.asks.replace("{values}", "…")


_ASIDE = "Leave the rows set aside: nothing in them counts."
_CELL = "Say what each text means, or mend the cells and bring the file again."

ASKING: Mapping[str, Asking] = {
    # Rows that are no data
    "total-row": Asking(
        "Rows of totals: {dataset}",
        "Are these rows totals, and no data?",
        "Rows that are totals of others: {rows}{at}. They are set aside.",
        "Leave them out.",
        _ASIDE,
        is_about_students=False,
    ),
    "heading-row": Asking(
        "Rows that are headings: {dataset}",
        "Are these rows headings, and no data?",
        "Rows that are a heading or repeat the headers: {rows}. They are set aside.",
        "Leave them out.",
        _ASIDE,
        is_about_students=False,
    ),
    "repeated-row": Asking(
        "Rows that stand twice: {dataset}",
        "Which of two rows about the same thing is right?",
        "Rows that say again what an earlier row says: {rows}{at}. They are set aside, and the earlier ones count.",
        "Where the rows are the same in every cell, count them once. Where they differ, keep the one that is right.",
        _ASIDE,
    ),
    # Cells
    "bad-cell": Asking(
        "Cells that cannot be read: {column}",
        "What do these cells mean?",
        "Cells of the {column} that cannot be read: {rows}{at}. Their rows are set aside.",
        _CELL,
        _ASIDE,
        by_column=True,
        shows_values=True,
    ),
    "blank-cell": Asking(
        "Blank cells: {column}",
        "What should stand in these cells?",
        "Cells of the {column} that are blank and must be filled: {rows}{at}. Their rows are set aside.",
        "Fill them in, and bring the file again; or bring the answers with the rows that are handed back.",
        _ASIDE,
        by_column=True,
    ),
    "masked-count": Asking(
        "Small numbers that are hidden: {column}",
        "What are the numbers behind these signs?",
        "Cells of the {column} that hide a small number: {rows}{at}. Their rows are set aside.",
        "Ask for the file with every count as it is.",
        _ASIDE,
        by_column=True,
        shows_values=True,
    ),
    "formula-error": Asking(
        "Cells with a formula’s error: {column}",
        "What should stand in these cells?",
        "Cells of the {column} that hold a formula’s error: {rows}{at}. Their rows are set aside.",
        "Mend the formula in the workbook, and bring it again.",
        _ASIDE,
        by_column=True,
        shows_values=True,
    ),
    "ambiguous-date": Asking(
        "Dates that could be two days: {column}",
        "Does the month come first in these dates, or the day?",
        "Dates of the {column} that could be two days: {rows}{at}. Their rows are set aside.",
        "Look at a date that can be only one day, and say which comes first.",
        _ASIDE,
        by_column=True,
    ),
    "finer-than-a-cent": Asking(
        "Money finer than a cent: {column}",
        "To which cent are these amounts meant?",
        "Amounts of the {column} that are finer than a cent: {rows}{at}. Their rows are set aside.",
        "Round them in the file as your books do, and bring it again.",
        _ASIDE,
        by_column=True,
        shows_values=True,
    ),
    # Schools
    "unknown-school": Asking(
        "Codes that no school has: {column}",
        "Which schools do these codes mean?",
        "Rows with a code that the list of schools does not have: {rows}, {times} codes. They are set aside.",
        "Say which school each code means, or add the school to the list.",
        _ASIDE,
        by_column=True,
        shows_values=True,
    ),
    "lost-zeros": Asking(
        "Leading zeros lost: {column}",
        "Have these codes lost their zeros?",
        "Rows whose {column} is a known code but for its zeros: {rows}{at}. They are set aside.",
        "Write the zeros again.",
        _ASIDE,
        by_column=True,
    ),
    "zeros-differ": Asking(
        "Leading zeros lost in the list of schools",
        "Should school codes carry the zeros that the accounts have?",
        "Codes in the list of schools without the zeros that the accounts have: {rows}.",
        "Write the zeros, so that every file calls a school the same.",
        "Leave the codes without zeros: the next file may call a school by another code.",
        decides=True,
    ),
    "code-of-two-schools": Asking(
        "Codes that two schools share: {column}",
        "Which school does each of these codes mean?",
        "Rows with a code that belongs to two schools: {rows}, {times} codes. They are set aside.",
        "Say which school the file means.",
        _ASIDE,
        by_column=True,
        shows_values=True,
    ),
    "closed-school": Asking(
        "At a school that is closed",
        "Where are those who are still listed at a closed school?",
        "Listed at a school that was closed before the count: {students}{at}. Their rows are set aside.",
        "Count them at the school that took over, or leave the rows out where they stand there already.",
        _ASIDE,
        counts_as_it_stands=True,
    ),
    "location-without-students": Asking(
        "Open schools without students",
        "Are these schools closed, offices, or counted under another code?",
        "Schools that are open and have no student on the day of the count: {times}{at}.",
        "Say in the list of schools whether each is closed, or which code its students carry.",
        "They are open, and have no student yet.",
    ),
    # Students
    "double-enrollment": Asking(
        "Students enrolled at two schools",
        "At which school does each of these students count?",
        "Enrolled at two schools or more at the same time: {students}{at}. Their rows are set aside until somebody decides.",
        "Count each where the enrollment is primary; else at the school entered last, as the earlier enrollment was not ended.",
        _ASIDE,
        counts_as_it_stands=True,
    ),
    "shared-student": Asking(
        "Students shared with a part-day school",
        "Do students who are elsewhere for part of the day count at their home school?",
        "At another school for part of the day, and marked as counting at both: {students}{at}. Their rows are set aside.",
        "Count each at the home school.",
        _ASIDE,
        counts_as_it_stands=True,
    ),
    "no-show": Asking(
        "Listed, but never seen",
        "Should students who never came be counted?",
        "Enrolled, and not seen on any day up to the count: {students}{at}. Their rows are set aside.",
        "Do not count them. Ask a school where there are many.",
        _ASIDE,
        counts_as_it_stands=True,
    ),
    "age-and-grade": Asking(
        "Age and grade do not match",
        "Are the grade and the birth date right?",
        "In a grade that does not go with the age: {students}{at}. They count as the file has them.",
        "Check the grade and the birth date, and bring the answers.",
        "The grades are right: they were looked at.",
        unknown="Nobody can say what changes before the right grades are known.",
    ),
    # Needs
    "missing-tier": Asking(
        "Special education without a tier",
        "Which tier has each of these students?",
        "In special education, and without a tier: {students}{at}. They count, and no weight by tier is paid for them.",
        "Ask for the tier of each program, and bring the answers.",
        "Count them without a tier.",
        decides=True,
        unknown="Nobody can say what changes before the tiers are known.",
    ),
    "exited-learner": Asking(
        "Former English learners counted as learners",
        "Are students coded {values} still English learners?",
        "Coded {values}: {students}{at}. These codes mean that a student has left the program and is only watched, and the file counts them as learners.",
        "Do not count them as learners.",
        "Leave the rows set aside: the students count, and not as learners.",
        shows_values=True,
        counts_as_it_stands=True,
    ),
    "meal-status-blank": Asking(
        "Meal status blank: not known, not no",
        "How is need counted where nobody is asked for the income?",
        "Without a meal status: {students}{at}.",
        "Read a blank as unknown, and count need by direct certification or a survey.",
        "Leave the blanks: they count as not known.",
        unknown="A blank says neither yes nor no. What depends on it is known when direct certification or a survey says who is in need.",
    ),
    # Positions
    "leave-and-substitute": Asking(
        "A leave and its substitute",
        "Is the substitute one position with the person on leave?",
        "Rows of somebody who stands in for a person on leave: {rows}{at}.",
        "Count the position once.",
        "Count both: they are two positions.",
    ),
    "vacant-position": Asking(
        "Vacant positions that do not say so",
        "Does nobody hold these positions?",
        "Positions where a word stands in place of a person, or nobody: {rows}{at}. They are set aside.",
        "Mark them as vacant; they are priced at the average of their class.",
        _ASIDE,
    ),
    "split-counted-in-full": Asking(
        "Positions in full at each of their schools",
        "Is each of these positions shared by its schools?",
        "Positions that stand in full at each of their schools: {times}, in {rows}{at}. They are set aside.",
        "Share each out evenly.",
        _ASIDE,
    ),
    # Accounts
    "unknown-account": Asking(
        "Accounts that nobody has explained",
        "What do these accounts mean?",
        "Accounts with a code that the table of accounts does not have: {times}, in {rows}. They are set aside.",
        "Look up what they mean, and add the code to the table of accounts or correct the entries.",
        _ASIDE,
        shows_values=True,
    ),
    "unknown-location": Asking(
        "Places that are neither school nor office",
        "Which places do these codes mean?",
        "Codes of places that are neither a school nor an office: {times}, in {rows}. They are set aside.",
        "Say which place each is in the table of accounts, or correct the entries.",
        _ASIDE,
        shows_values=True,
    ),
    "batch-posted-twice": Asking(
        "Entries posted twice",
        "Was this batch posted twice?",
        "Batches that hold the entries of another once more: {times}, in {rows}. They are set aside.",
        "Count the entries once.",
        _ASIDE,
        shows_values=True,
    ),
    # Counts
    "group-too-large": Asking(
        "Groups larger than everybody",
        "Which of the two numbers is right?",
        "Groups of students that are larger than all students of the school: {times}{at}. They are set aside.",
        "Look which of the two is right, and bring the file again.",
        _ASIDE,
    ),
    "totals-disagree": Asking(
        "Totals that disagree",
        "Which of the two totals is right?",
        "Totals that are not what their parts, or the roster, add up to: {times}{at}.",
        "Look which of the two is right, and bring the file again.",
    ),
    "count-changed": Asking(
        "Schools whose count fell or rose sharply",
        "Is the file whole?",
        "Schools whose count of students changed by more than a fifth: {times}{at}.",
        "Look whether a school opened, closed or moved, and whether the file is whole.",
        "The counts are right: they were looked at.",
    ),
    # Tables of facts
    "another-year": Asking(
        "Another year than the district’s",
        "Does an earlier year decide?",
        "Rows of another year than the district’s: {rows}.",
        "Bring in the table of that year, or accept that an earlier one decides.",
        "An earlier year decides.",
        shows_values=True,
    ),
    "missing-numbers": Asking(
        "Numbers that are missing: {column}",
        "What stands for these blanks?",
        "Cells of `{column}` without a number: {rows}.",
        "Fill them in, or let the formula say under [facts] what a blank means.",
        "Leave them: a formula that reads them must say what a blank means.",
        by_column=True,
        shows_values=True,
    ),
    "percent-and-plain": Asking(
        "Percentages with and without a sign: {column}",
        "Do these numbers mean percentages?",
        "Cells of `{column}` that are written in another way than the rest: {rows}.",
        "Write all of them in one way, and bring the file again.",
        by_column=True,
        shows_values=True,
    ),
}
"""By code of each finding of the checks that is an error or a warning; a note asks nothing."""
