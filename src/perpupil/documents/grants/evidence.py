"""The folder that an auditor asks for: an index, the worksheets, the proposals with their reviews, what was spent, and the seals of all of it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from perpupil.documents.grants.awards import grants_page
from perpupil.documents.grants.data import devolution_as_data, grant_year_as_data
from perpupil.documents.grants.proposals import proposals_page, spending_page
from perpupil.documents.grants.worksheet import worksheet_page
from perpupil.documents.html import as_html
from perpupil.documents.page import Column, Heading, Note, Page, Paragraph, Table
from perpupil.grants.grant_year import GrantYear
from perpupil.grants.law import NOT_ADVICE
from perpupil.seal import seal

INDEX = "index.html"


def evidence(year: GrantYear, sources: Mapping[str, str]) -> dict[str, str]:
    """Write the documents of a grant year, by the names of their files.

    Args:
        year: The grants at work.
        sources: The texts that it was worked out from, by the names of their files; they are kept beside the documents.

    """
    data = grant_year_as_data(year)
    pages = {"awards.html": (grants_page(year), data["grants"])}
    for name, one in year.devolutions.items():
        pages[f"worksheet_{name}.html"] = (worksheet_page(year, name), devolution_as_data(one))
    pages["proposals.html"] = (proposals_page(year), data["proposals"])
    pages["spending.html"] = (spending_page(year), data["spending"])
    seals = {name: seal(content) for name, (_, content) in pages.items()} | {
        f"source_{name}": seal(text) for name, text in sources.items()
    }
    titles = {name: page.title for name, (page, _) in pages.items()}
    texts = {name: as_html(page) for name, (page, _) in pages.items()}
    texts |= {f"source_{name}": text for name, text in sources.items()}
    whole = seal(seals)
    texts["grants.json"] = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    texts["seals.json"] = json.dumps({"all": whole, "documents": seals}, indent=1) + "\n"
    return {INDEX: as_html(_index(year, titles, seals, whole)), **texts}


def _index(year: GrantYear, titles: Mapping[str, str], seals: Mapping[str, str], whole: str) -> Page:
    suffix = f", {year.grants.title}, FY{year.grants.year}"
    documents = [(name, titles[name].removesuffix(suffix), seals[name]) for name in titles]
    sources = [(name, "what it was worked out from", each) for name, each in seals.items() if name not in titles]
    problems = [
        (str(one.severity), one.code, one.what, f"{one.where.path or one.where.source}") for one in year.findings
    ]
    columns = (Column("File"), Column("What it is"), Column("Seal of its content"))
    blocks = (
        Paragraph(f"Everything about the grants of FY{year.grants.year} in one folder.", is_lead=True),
        Table("Documents", columns, (*documents, *sources)),
        Paragraph(f"The seal of all of them: {whole}. Whoever works the same files out again gets the same seals."),
        Heading("What was found"),
        Table("Findings when the folder was made", (Column("How grave"), Column("Code"), Column("What"), Column("Where")), tuple(problems))
        if problems
        else Paragraph("Nothing."),
        Note(f"For the district and its auditors: it holds counts of few students. {NOT_ADVICE}"),
    )  # fmt: skip
    return Page(f"Evidence: grants of {year.grants.title}, FY{year.grants.year}", blocks)
