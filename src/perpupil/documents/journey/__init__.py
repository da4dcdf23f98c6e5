"""The page of a dollar's journey: the sentence first, the flow, the levels, generated against delivered, slopes, cases, decisions."""

from perpupil.documents.journey.data import journey_as_data
from perpupil.documents.journey.page import journey_page

__all__ = ["journey_as_data", "journey_page"]
