"""A mail that a page asks for: posted beside the request, so that nobody waits for the mail server, and nobody can tell by the wait who has an account."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection

from perpupil.web.mail.letters import Letter

log = logging.getLogger(__name__)
OUT = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")
"""One mail after the other; what was given to it is sent before the process ends."""


def post(to: str, letter: Letter) -> Future[None]:
    """Send a mail soon. Where the server does not take it, the log says so; whoever asked for it asks again."""
    return OUT.submit(_send, EmailMessage(letter.subject, letter.body, None, [to]))


def hand_over(message: EmailMessage) -> None:
    """Hand a mail to the mail server, and let go of it whatever it says.

    Raises:
        OSError, SMTPException: It did not take the mail.

    """
    message.connection = get_connection()
    try:
        message.send()
    finally:
        message.connection.close()


def _send(message: EmailMessage) -> None:
    try:
        hand_over(message)
    except (OSError, SMTPException) as error:
        log.warning("The mail server did not take a mail (%s). Whoever asked for it has to ask again.", said_by(error))


def said_by(error: Exception) -> str:
    """Say what went wrong with a mail server, without the address or the words of the mail.

    >>> said_by(TimeoutError("ana@example.org"))
    'TimeoutError'
    """
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__}, code {code}" if code is not None else type(error).__name__
