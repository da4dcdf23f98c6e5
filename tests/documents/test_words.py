"""Every sentence can be read by a parent: in every formula of the catalogue, and in generated ones of every kind."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.explain import explain
from perpupil.allocation.past_values import costs
from perpupil.cli.reference import HEADER
from perpupil.documents.data import as_data
from perpupil.documents.description import describe
from perpupil.documents.page import Page
from perpupil.formula.components import COMPONENTS
from perpupil.formula.denominations import number_of
from perpupil.formula.figures import dollars, percent, plain
from perpupil.formula.keys import Denomination
from perpupil.formula.wording import Wording
from tests.allocation.catalogue import FOLDERS, worked
from tests.docs.engine import allocate
from tests.laws.strategies import World, worlds
from tests.laws.worlds import worked_by_engine
from tests.project import ROOT, text

UNITS_MOST = 12
ONE_OF_TWO_PRICES = {"staffing", "roll_forward"}
EXAMPLES = [one.kind for one in COMPONENTS.values()]


def words_kept_from_schools() -> list[str]:
    """The left column of the glossary's table of words for schools."""
    table = text(ROOT / "GLOSSARY.md").partition("## Words on pages for schools and the public")[2]
    cells = [row.split("|")[1] for row in table.splitlines() if row.startswith("|")][2:]
    return [word.strip() for cell in cells for word in cell.split(",")]


KEPT = re.compile(rf"(?i)\b({'|'.join(map(re.escape, words_kept_from_schools()))})s?\b")
FAULTS = {
    "a name with underscores": re.compile(r"[^\W_]_[^\W_]"),
    "two spaces": re.compile(r"\s\s"),
    "one and many": re.compile(r"(?<![\d.,–-])1 (schools|districts|students|lines|positions|pupils|years)\b"),
    "many and one": re.compile(
        r"(?<![\d.,])(?!1 )\d+ (school|district|student|line|position|pupil|year)\b(?! (20|of|19))"
    ),
    "a mark": re.compile("[\N{LEFT WHITE SQUARE BRACKET}\N{RIGHT WHITE SQUARE BRACKET}{}]"),
    "a number without separators": re.compile(r"(?<![\d.,\w-])\d{5,}(?![\w-])"),
    "a sign of the language": re.compile(r"==|!=|>=|<=|\*|\[\["),
    "an empty place": re.compile(r"“”|\(\)| [,.;:]|\bNone\b|\bof of\b"),
}


def faults(said: str) -> list[str]:
    """Name what is wrong with a text."""
    found = [f"{what}: {said}" for what, pattern in FAULTS.items() if pattern.search(said)]
    for opening, closing in ("“”", "()"):
        depth = 0
        for character in said:
            depth += (character == opening) - (character == closing)
            if depth < 0:
                break
        if depth:
            found.append(f"unbalanced {opening}{closing}: {said}")
    return found


def texts_of(page: Page) -> Iterator[str]:
    """Give every text of a page."""
    waiting: list[object] = [as_data(page)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [value for key, value in one.items() if key not in {"kind", "language"}]
        elif isinstance(one, list):
            waiting += one


def page_of(allocation: Allocation) -> Page:
    page, told = describe(allocation.formula, allocation=allocation, costs=costs(allocation))
    assert page is not None, told
    return page


@cache
def catalogue_page(folder: str) -> Page:
    return page_of(worked(folder).allocation)


@cache
def example(kind: str) -> Allocation:
    """Work the example of a component, with a definition of equity."""
    made = COMPONENTS[kind].example
    facts = made.facts or {"any": ("0",) * len(made.amounts)}
    allocation, told = allocate(with_equity(HEADER) + made.formula, facts, made.headcount)
    assert allocation is not None, told
    return allocation


def with_equity(formula: str) -> str:
    return re.sub(r"(?m)^(title = .*)$", r'\1\nequity = "Every student gets what it takes."', formula, count=1)


def said_of(allocation: Allocation) -> Iterator[str]:
    """Give every sentence that explains some of the units."""
    units = allocation.units[:: max(1, len(allocation.units) // UNITS_MOST)]
    for one in (one for unit in units for one in explain(allocation, unit)):
        yield one.sentence
        yield one.title
        yield from (part.words for part in one.parts)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_page_of_the_catalogue_uses_no_word_kept_from_schools(folder: str) -> None:
    assert [said for said in texts_of(catalogue_page(folder)) if KEPT.search(said)] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_page_of_the_catalogue_can_be_read(folder: str) -> None:
    assert [fault for said in texts_of(catalogue_page(folder)) for fault in faults(said)] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_explanation_of_the_catalogue_can_be_read(folder: str) -> None:
    assert [fault for said in said_of(worked(folder).allocation) for fault in faults(said)] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_code_stands_where_the_catalogue_has_a_title(folder: str) -> None:
    formula = worked(folder).allocation.formula
    named = [*formula.parameters, *formula.counts, *formula.steps, *formula.lines]
    assert [name for name in named if formula.title_of(name) == name] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_rate_of_the_catalogue_has_its_unit(folder: str) -> None:
    assert rates_without_unit(worked(folder).allocation) == []


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_example_of_a_component_can_be_read(kind: str) -> None:
    page = page_of(example(kind))
    assert [said for said in texts_of(page) if KEPT.search(said)] == []
    assert [fault for said in (*texts_of(page), *said_of(example(kind))) for fault in faults(said)] == []


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_rates_of_an_example_have_their_unit(kind: str) -> None:
    assert rates_without_unit(example(kind)) == []


def rates_without_unit(allocation: Allocation) -> list[str]:
    """Give every sentence that lacks a figure of its keys, as dollars or as a share."""
    formula = allocation.formula
    wording = Wording.of(formula, {})
    lacking = []
    for line in formula.lines.values():
        said = wording.rule(line)
        shown = []
        for denomination, node in line.said:
            value = number_of(formula, node)
            if value is None and line.kind in ONE_OF_TWO_PRICES:
                shown.append(wording.phrase(node, denomination) in said)
            elif value and (denomination, value) != (Denomination.SHARE, Fraction(1)):
                is_money = denomination is Denomination.DOLLARS
                ways = {dollars(value, formula.currency)} if is_money else {percent(value), f"{plain(value)} times"}
                shown.append(any(way in said for way in ways))
        # A slide does not use the base.
        enough = any if line.kind in {*ONE_OF_TWO_PRICES, "small_school"} else all
        if shown and not enough(shown):
            lacking.append(said)
    return lacking


@settings(max_examples=40)
@given(worlds())
def test_whatever_a_formula_says_can_be_read(world: World) -> None:
    allocation = worked_by_engine(world).allocation
    if allocation is None:
        return
    wording = Wording.of(allocation.formula)
    said = [wording.rule(line) for line in allocation.formula.lines.values()]
    said += [wording.working(step) for step in allocation.formula.steps.values()]
    said += [wording.count(rule) for rule in allocation.formula.counts.values()]
    said += [wording.value(one) for one in allocation.formula.parameters.values()]
    assert [fault for one in said for fault in faults(one)] == []
    formula = replace(allocation.formula, equity="Every student gets what it takes.")
    page = page_of(replace(allocation, formula=formula))
    names = allocation.world.facts.names
    of_page = [text for text in texts_of(page) if not any(name in text for name in names)]
    assert [fault for one in of_page for fault in faults(one)] == []
    assert [one for one in of_page if KEPT.search(one)] == []


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("It goes to 1 schools.", "one and many"),
        ("It goes to 3 school.", "many and one"),
        ("Paid by base_amount.", "a name with underscores"),
        ("It is 12345 in all.", "a number without separators"),
        ("It is  here.", "two spaces"),
        ("It is (here.", "unbalanced"),
        ("The “title is.", "unbalanced"),
        ("Where level == high.", "a sign"),
        ("The share of of it.", "an empty place"),
    ],
)
def test_a_planted_fault_is_found(said: str, what: str) -> None:
    assert any(fault.startswith(what) for fault in faults(said))


@pytest.mark.parametrize("word", ["headcount", "Units", "the facts", "apportionment", "Seals", "true-up"])
def test_a_planted_word_is_found(word: str) -> None:
    assert KEPT.search(f"It rests on {word}.")


@pytest.mark.parametrize(
    "said", ["It costs $12,345.", "On July 1, 2024 it rose.", "0.014483784", "1.5 positions", "1 school", "21 schools"]
)
def test_a_sound_text_passes(said: str) -> None:
    assert faults(said) == []
