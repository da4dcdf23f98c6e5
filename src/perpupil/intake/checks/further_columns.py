"""What a formula must know of the columns of an open table: where numbers are missing, how fine they are, how a header is written."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from perpupil.exact.numerals import write_number
from perpupil.formula.functions import FUNCTIONS
from perpupil.formula.typed import RESERVED, is_name
from perpupil.intake.cases import Case, Said, case
from perpupil.intake.cells import tidy
from perpupil.intake.checks.declaration import Check
from perpupil.intake.dataset import MOSTLY, Dataset, Material
from perpupil.intake.names import words_of
from perpupil.intake.opening import NUMBERS, words_among
from perpupil.intake.reading import counted
from perpupil.intake.schemas import SCHEMAS, Column, Type
from perpupil.intake.shape import headings, totals
from perpupil.intake.writing import key, listed, quoted
from perpupil.money import CENTS

_WORDS_NAMED = 3
_SAYS_PERCENT = re.compile(r"%|per ?cent|(?<![a-z])(?:pct|perc)|(?:pct|perc)(?![a-z])", re.IGNORECASE).search


def find(material: Material) -> Iterator[Case]:
    """Look at each further column once, and at the headers of a file together."""
    for dataset in material.datasets.values():
        if dataset.schema.is_open:
            rows = sorted(set(range(len(dataset))) - {*totals(dataset), *headings(dataset)})
            further = [one for one in dataset.columns if not SCHEMAS[dataset.name].has(one.name)]
            numbers = [one for one in further if one.type in NUMBERS]
            for column in numbers:
                yield from _missing(dataset, column, rows)
                yield from _finer(dataset, column, rows)
                yield from _mixed(dataset, column, rows)
            yield from _percent(dataset, numbers, rows)
            for column in further:
                yield from _words(dataset, column, rows)
            yield from _in_quotes(dataset, further, rows)


def _missing(dataset: Dataset, column: Column, rows: Sequence[int]) -> Iterator[Case]:
    """Find where a column of numbers has none: blanks, and words that say that it is not known."""
    texts, read = dataset.texts(column.name), dataset.read(column.name)
    here = [at for at in rows if read.values[at] is None and at not in read.unreadable]
    words = Counter(tidy(texts[at]) for at in here if tidy(texts[at]))
    blanks = len(here) - words.total()
    if not here:
        return
    parts = [(blanks, "is blank" if blanks == 1 else "are blank")] if blanks else []
    parts += [(count, f"{'says' if count == 1 else 'say'} `{word}`") for word, count in sorted(words.items())]
    (first, said), *others = parts
    more = "".join(f" and {count:,} {each}" for count, each in others)
    what = f"{first:,} of {counted(len(rows), 'cell')} in `{column.name}` {said}{more}."
    fixes = [f"blank = {{ {key(column.name)} = 0 }} if a blank means 0"] if blanks else []
    fixes += [f"unknown = {listed(sorted(words))}"] if words else []
    fix = f"Fill them in, or let the formula say under [facts]: {'; '.join(fixes)}."
    yield case(dataset, here, Said("missing-numbers", what, fix), column=column.name)


def _finer(dataset: Dataset, column: Column, rows: Sequence[int]) -> Iterator[Case]:
    """Find amounts that are finer than a cent."""
    values = dataset.values(column.name)
    here = [at for at in rows if isinstance(value := values[at], Fraction) and (value * CENTS).denominator != 1]
    if column.type is Type.AMOUNT and here:
        shown = tidy(dataset.texts(column.name)[here[0]])
        verb = "is" if len(here) == 1 else "are"
        what = f"{counted(len(here), 'amount')} in `{column.name}` {verb} finer than a cent, such as {shown}."
        fix = "They are kept as they are; the rounding of the formula decides."
        yield case(dataset, here, Said("finer-amounts", what, fix), column=column.name)


def _mixed(dataset: Dataset, column: Column, rows: Sequence[int]) -> Iterator[Case]:
    """Find numbers above 1 without a sign of percent, where others have it."""
    texts, values = dataset.texts(column.name), dataset.values(column.name)
    with_sign = [at for at in rows if tidy(texts[at]).endswith("%") and values[at] is not None]
    plain = [at for at in rows if not tidy(texts[at]).endswith("%") and _number(values[at]) > 1]
    if with_sign and plain:
        what = (
            f"In `{column.name}` {counted(len(with_sign), 'cell')} with a sign of percent and {len(plain):,} without: "
            f"`{tidy(texts[with_sign[0]])}` is read as {dataset.words(column.name)[with_sign[0]]}, `{tidy(texts[plain[0]])}` as it stands."
        )
        fewer = plain if MOSTLY * len(plain) <= len(with_sign) + len(plain) else with_sign
        yield case(dataset, fewer, Said("percent-and-plain", what, "Write all of them in one way."), column=column.name)


def _percent(dataset: Dataset, numbers: Sequence[Column], rows: Sequence[int]) -> Iterator[Case]:
    """Say of headers of percent whether percentages or shares stand below them: once each for the file."""
    highest = {
        one.name: max(
            (_number(value) for value in map(dataset.values(one.name).__getitem__, rows)), default=Fraction(0)
        )
        for one in numbers
        if _SAYS_PERCENT(one.name)
    }
    signed = {name for name in highest if any(tidy(cell).endswith("%") for cell in dataset.texts(name))}
    percentages = [name for name, most in highest.items() if most > 1 and name not in signed]
    shares = [name for name, most in highest.items() if 0 < most <= 1 and name not in signed]
    for names, fix in (
        (percentages, "They are kept as they stand: divide by 100 where the formula asks for a share."),
        (shares, "They seem to be shares, so that 0.25 is 25%: do not divide them by 100."),
    ):
        if names:
            most = write_number(max(highest[name] for name in names))
            one = len(names) == 1
            who = f"The header `{names[0]}` says" if one else f"{len(names)} headers, such as `{names[0]}`, say"
            what = f"{who} percent, and the largest number below {'it' if one else 'them'} is {most}."
            yield case(dataset, rows, Said("percent-header", what, fix), column=names[0])


def _words(dataset: Dataset, column: Column, rows: Sequence[int]) -> Iterator[Case]:
    """Find words in a text that is mostly numbers: a few, or the same ones again and again."""
    if column.type is not Type.TEXT:
        return
    texts = dataset.texts(column.name)
    words = words_among(texts[at] for at in rows)
    if not words or (len(words) > _WORDS_NAMED and len(words) * MOSTLY > words.total()):
        return
    here = [at for at in rows if tidy(texts[at]) in words]
    named = ", ".join(f"`{word[:24]}`" for word, _ in words.most_common(_WORDS_NAMED))
    what = f"Most cells in `{column.name}` are numbers, and {len(here):,} {'is' if len(here) == 1 else 'are'} not, such as {named}."
    said = Said("words-among-numbers", what, "It is kept as text. If it is a number, mend the cells.")
    yield case(dataset, here, said, column=column.name)


def _in_quotes(dataset: Dataset, further: Sequence[Column], rows: Sequence[int]) -> Iterator[Case]:
    """Say once for the file how a formula names headers with spaces and signs."""
    headers = [one.name for one in further if not is_name(one.name)]
    if headers and rows:
        numbers = [one.name for one in further if one.type in NUMBERS and one.name in headers]
        example = (numbers or headers)[0]
        verb = "holds" if len(headers) == 1 else "hold"
        what = f"{counted(len(headers), 'header')} of {len(further)} {verb} spaces or signs, such as `{example}`."
        fix = f"Give them short names in the formula: [facts] columns = {{ {_short(example)} = {quoted(example)} }}."
        yield case(dataset, rows, Said("header-in-quotes", what, fix), column=example)


def _short(header: str) -> str:
    """Suggest a short name for a header."""
    name = "_".join(words_of(header).split())
    return name if is_name(name) and name not in RESERVED.union(FUNCTIONS) else "short_name"


def _number(value: object) -> Fraction:
    """Give a value as a number; 0 where it is none."""
    return Fraction(value) if isinstance(value, int | Fraction) else Fraction(0)


CHECK = Check(
    "further_columns",
    "In a table of facts: numbers that are missing, amounts finer than a cent, percentages, words among numbers, headers in quotes.",
    (
        "missing-numbers",
        "finer-amounts",
        "percent-header",
        "percent-and-plain",
        "words-among-numbers",
        "header-in-quotes",
    ),
    find,
)
