"""What a person did wrong, as the one exception of this face of PerPupil: everything that was found, at once."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from perpupil.findings import Severity
from perpupil.limits import FINDINGS_SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from perpupil.findings import Finding


class Refused(Exception):
    """Nothing was worked out, because something that was given is wrong.

    `findings` holds everything that was found, each with what is wrong, where, why it matters and what to do; it is empty where
    the sentence says it all, as when there is no such file.
    """

    __module__ = "perpupil"  # the name by which it is caught, and which a traceback shows

    def __init__(self, sentence: str, findings: Iterable[Finding] = ()) -> None:
        """Take one sentence, and what was found."""
        self.sentence = sentence
        self.findings = tuple(findings)
        super().__init__(sentence, self.findings)

    def __str__(self) -> str:
        """Write the sentence, and below it each finding in two lines."""
        return "\n".join((self.sentence, *findings_in_words(self.findings)))

    def __repr__(self) -> str:
        """Say what it is in one line; the findings are many."""
        return f"Refused({self.sentence!r}, {len(self.findings):,} findings)"

    def _render_traceback_(self) -> list[str]:
        """Show no inner frames in a notebook: the mistake is in what was given."""
        return [f"{type(self).__name__}: {self}"]

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        from perpupil.notebook.shown import findings_as_html, text_as_html  # noqa: PLC0415  an error need not wait for it

        return f"<p><b>{text_as_html(self.sentence)}</b></p>{findings_as_html(self.findings)}"


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Put findings in order: errors, warnings, notes."""
    return sorted(findings, key=lambda one: list(Severity).index(one.severity))


def findings_in_words(findings: Iterable[Finding]) -> Iterator[str]:
    """Write findings for a screen, errors first; what is beyond the first fifty is counted."""
    order = ranked(findings)
    for one in order[:FINDINGS_SHOWN]:
        yield f"  {one.severity}  {one.where}  [{one.code}]"
        yield f"    {one.what} {one.fix}"
    if len(order) > FINDINGS_SHOWN:
        yield f"  … and {len(order) - FINDINGS_SHOWN:,} more findings."


def refuse(findings: Iterable[Finding], sentence: str) -> Refused:
    """Make the exception out of what was found, with how many errors there are."""
    every = tuple(findings)
    errors = sum(one.severity is Severity.ERROR for one in every)
    return Refused(f"{sentence} {errors:,} thing{'s are' if errors != 1 else ' is'} wrong:", every)


@contextmanager
def files_refused() -> Iterator[None]:
    """Turn a file that is not there into a refusal."""
    from perpupil.workspace.files import NoSuchFile  # noqa: PLC0415  only for those who read files

    try:
        yield
    except NoSuchFile as mistake:
        raise Refused(str(mistake)) from None


def require_known(what: str, name: str, known: Iterable[str]) -> None:
    """Require that there is such a thing, or say what is meant perhaps.

    Raises:
        Refused: There is none of that name.

    """
    from perpupil.formula.functions import closest  # noqa: PLC0415  only for those who misspell

    every = tuple(known)
    if name in every:
        return
    near = closest(str(name), every)
    hint = f" Did you mean {near!r}?" if near else f" There are {', '.join(every[:5])}{' …' if len(every) > 5 else ''}."  # noqa: PLR2004
    raise Refused(f"There is no {what} {name!r}.{hint if every else ''}")
