"""Pages about grants: awards and shares, the worksheet of one grant, proposals with their reviews, and an auditor's folder of evidence."""

from perpupil.documents.grants.awards import grants_page
from perpupil.documents.grants.data import grant_year_as_data
from perpupil.documents.grants.evidence import evidence
from perpupil.documents.grants.proposals import proposals_page, spending_page
from perpupil.documents.grants.worksheet import worksheet_page

__all__ = ["evidence", "grant_year_as_data", "grants_page", "proposals_page", "spending_page", "worksheet_page"]
