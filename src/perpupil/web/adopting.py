"""What a draft of the formula needs beside its record: its text kept before, and the adopted one in its place after."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.messages import INFO, SUCCESS, WARNING
from django.utils.translation import gettext

from perpupil.web import figures, formulas
from perpupil.web.placed import Placed
from perpupil.web.refusals import told
from perpupil.web.store import drafts
from perpupil.web.store.models import Decision
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.formulas import put_in_place


def place(one: Decision) -> Placed:
    """Move the adopted text into its place: after the record, so that the record never waits for a file that is not there.

    Where the process ends between the two, the formula's page shows both; the same form sent again does what was cut off.
    """
    content = one.content
    if content["year"] not in {None, figures.now().year}:
        return Placed(INFO, gettext("It is recorded. It is for another year, and comes into force with it."))
    if not formulas.can_be_worked(content["seal"]):
        sentence = gettext("It is recorded, and not yet in force: it cannot be worked on this year's data.")
        return Placed(WARNING, sentence)
    latest = drafts.adoptions()
    if not latest or latest[0].pk != one.pk:
        sentence = gettext("It is recorded. The board adopted another draft after it, which stays in force.")
        return Placed(WARNING, sentence)
    try:
        put_in_place(Path(settings.DISTRICT), content["seal"], content["adoption"]["instead_of"])
    except NoSuchFile as error:
        return Placed(WARNING, gettext("It is recorded, and not yet in force: %(why)s") % {"why": told(error)})
    return Placed(SUCCESS, gettext("It is in force."))
