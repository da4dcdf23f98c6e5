"""Questions and answers that a district and its schools add to the guide, in their own words: `guide_faq.toml`.

An answer may name a figure in braces, such as `{controls}`: it is filled in from the settings, so that it changes with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from perpupil.budget.autonomy.tables import Path, Read, in_list, require_known, whole
from perpupil.findings import Finding
from perpupil.formula.keys import Key, KeyType
from perpupil.formula.source import SourceError, read_source
from perpupil.formula.typed import Reader

FILE_NAME = "guide_faq.toml"
VERSION = 1
FIGURES: Mapping[str, str] = {
    "district": "what the district is called",
    "school": "what the school is called; of the district's own questions the one whose budget is told",
    "year": "the fiscal year of the register",
    "controls": "what the school controls of its own budget",
    "deadline": "the last day on which services may be chosen",
}
"""What an answer may name in braces."""

FILE = (
    Key("guide_faq", KeyType.WHOLE, "The version of the file; 1.", required=True, example="guide_faq = 1"),
    Key("sample", KeyType.TEXT, "The school whose budget the guide of the district tells.", example='sample = "0217"'),
    Key("district", KeyType.LIST_OF_TABLES, "The district's own questions.", example="[[district]]"),
    Key("school", KeyType.TABLES, "Each school's own questions, by its id.", example='[[school."0217"]]'),
)
QUESTION = (
    Key("question", KeyType.TEXT, "The question.", required=True, example='question = "Who helps with orders?"'),
    Key(
        "answer",
        KeyType.TEXT,
        f"The answer. In braces it may name {', '.join(f'`{{{name}}}`, {what}' for name, what in FIGURES.items())}.",
        required=True,
        example='answer = "Until {deadline} the clerk."',
    ),
)
SECTIONS: Mapping[str, tuple[str, tuple[Key, ...]]] = {
    "guide_faq.toml": ("Questions that the district and its schools add to the guide in their own words.", FILE),
    "[[district]] and [[school.ID]] of guide_faq.toml": ("One question and its answer.", QUESTION),
}
"""Every table of the file, what it is for, and its keys."""

_FIGURE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its answer."""

    question: str
    answer: str

    def filled(self, figures: Mapping[str, str]) -> Question:
        """Fill the figures in that it names; one that is not known keeps its braces.

        >>> Question("When?", "By {deadline}.").filled({"deadline": "May 4"}).answer
        'By May 4.'
        """
        return Question(
            *(_FIGURE.sub(lambda one: figures.get(one[1], one[0]), text) for text in (self.question, self.answer))
        )


@dataclass(frozen=True, slots=True)
class Questions:
    """All questions that were added."""

    sample: str = ""
    of_district: tuple[Question, ...] = ()
    of_schools: Mapping[str, tuple[Question, ...]] = field(default_factory=dict)


def read_questions(
    content: bytes, label: str, schools: Mapping[str, str]
) -> tuple[Questions | None, tuple[Finding, ...]]:
    """Read the questions; None where anything is wrong with them.

    Args:
        content: The text.
        label: What findings call it.
        schools: Every school: id → name.

    """
    try:
        source = read_source(content, label)
    except SourceError as error:
        return None, (error.finding,)
    reader = Reader(source)
    top = whole(reader, (), source.values, FILE)
    if top.get("guide_faq", VERSION) != VERSION:
        reader.say("wrong-value", ("guide_faq",), "This version is not known.", f"Write guide_faq = {VERSION}.")
    if "sample" in top:
        require_known(reader, ("sample",), [top["sample"]], schools, "school")
    of_district = _listed(reader, ("district",), top.get("district"))
    lists = top.get("school", {})
    if not isinstance(lists, dict):
        reader.say("wrong-type", ("school",), "`school` must be tables.", "Write [[school.ID]] above each question.")
        lists = {}
    require_known(reader, ("school",), lists, schools, "school")
    of_schools = {school: _listed(reader, ("school", school), raw) for school, raw in sorted(lists.items())}
    if reader.findings:
        return None, tuple(reader.findings)
    return Questions(top.get("sample", ""), of_district, of_schools), ()


def _listed(reader: Reader, path: Path, raw: object) -> tuple[Question, ...]:
    read: Sequence[tuple[Path, Read]] = in_list(reader, path, raw, QUESTION)
    for where, each in read:
        for key in ("question", "answer"):
            named = [one for one in _FIGURE.findall(each.get(key, "")) if one not in FIGURES]
            require_known(reader, (*where, key), named, FIGURES, "figure")
    return tuple(
        Question(each["question"], each["answer"]) for _, each in read if {"question", "answer"} <= each.keys()
    )
