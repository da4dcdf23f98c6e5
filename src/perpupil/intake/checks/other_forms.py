"""What can be read, and is written in another form than the rest: numbers as text, years under several names, dates of two forms."""

from collections import Counter
from collections.abc import Iterator

from perpupil.intake.cases import Case, Said, case
from perpupil.intake.cells import is_number_in_disguise, tidy
from perpupil.intake.checks.declaration import Check
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.dates import Manner, manner_of
from perpupil.intake.repairs import Rule
from perpupil.intake.schemas import Column, Type
from perpupil.intake.shape import headings, totals


def find(material: Material) -> Iterator[Case]:
    """Find columns with numbers as text, each negative one, each date in another form than its column, each year of several names."""
    for dataset in material.datasets.values():
        yield from dataset.once("other_forms", lambda one: list(_columns(one)))


def _columns(dataset: Dataset) -> Iterator[Case]:
    others = {*totals(dataset), *headings(dataset)}
    for column in dataset.columns:
        yield from _numbers(dataset, column, others)
        if column.type is Type.YEAR:
            yield from _years(dataset, column)
        elif column.type is Type.DATE:
            yield from _dates(dataset, column)


def _plainly(dataset: Dataset, column: Column) -> Rule:
    return Rule("plain_writing", dataset.name, column.name)


def _numbers(dataset: Dataset, column: Column, others: set[int]) -> Iterator[Case]:
    """Find numbers as text, once a column; and each negative one, since a sign that is overlooked turns money round."""
    texts = dataset.texts(column.name)
    disguised = {cell for cell in set(texts) if is_number_in_disguise(column, cell)}
    rows = [at for at, cell in enumerate(texts) if cell in disguised and at not in others] if disguised else []
    turned = [at for at in rows if dataset.words(column.name)[at].startswith("-")]
    for at in turned:
        what = f"`{dataset.shown(at, column.name)}` in {column.name} is less than nothing."
        said = Said("negative-as-text", what, f"Read it as {dataset.words(column.name)[at]}.")
        yield case(dataset, [at], said, column=column.name, repair=_plainly(dataset, column))
    if len(rows) > len(turned):
        plain = sorted(set(rows) - set(turned))
        first = dataset.words(column.name)[plain[0]]
        what = f"{len(plain):,} numbers in {column.name} are written as text, such as `{dataset.shown(plain[0], column.name)}`."
        said = Said("number-as-text", what, f"Read them as numbers: {first}.")
        yield case(dataset, plain, said, column=column.name, repair=_plainly(dataset, column))


def _years(dataset: Dataset, column: Column) -> Iterator[Case]:
    """Find that one fiscal year stands under several names."""
    texts, values = dataset.texts(column.name), dataset.values(column.name)
    names: dict[object, Counter[str]] = {}
    for text, value in zip(texts, values, strict=True):
        if value is not None:
            names.setdefault(value, Counter())[tidy(text)] += 1
    for year, spellings in names.items():
        if len(spellings) > 1:
            rare = [at for at, text in enumerate(texts) if values[at] == year and tidy(text) != str(year)]
            said = Said(
                "year-in-another-form", f"{year} stands as {', '.join(sorted(spellings))}.", f"Write {year} everywhere."
            )
            yield case(dataset, rare, said, column=column.name, repair=_plainly(dataset, column))


def _dates(dataset: Dataset, column: Column) -> Iterator[Case]:
    """Find dates that are written in another way than most of the column; year-month-day can be misread by nobody."""
    texts, values = dataset.texts(column.name), dataset.values(column.name)
    manners = {text: manner_of(tidy(text)) for text in set(texts)}
    counts = Counter(manners[text] for text, value in zip(texts, values, strict=True) if value is not None)
    if len(counts) < 2:  # noqa: PLR2004  one manner and another
        return
    usual = max(counts, key=lambda manner: (counts[manner], str(manner)))
    for at, text in enumerate(texts):
        if values[at] is not None and manners[text] not in {usual, Manner.ISO}:
            what = f"A date in {column.name} is written {manners[text]}; most are {usual}."
            said = Said("date-in-another-form", what, "Look whether it means the same day.")
            yield case(dataset, [at], said, column=column.name, repair=_plainly(dataset, column))


CHECK = Check(
    "other_forms",
    "A number is written as text, a fiscal year under several names, a date in another form than its column.",
    ("number-as-text", "negative-as-text", "year-in-another-form", "date-in-another-form"),
    find,
)
