"""Receiving files: each is encrypted as it arrives, so that no byte of it lies readable anywhere, and none is kept before the form is proven.

A request that another site's page sends is refused before its body is read. Of any other the files are staged under a name of their own, and
stay only if the page that receives them says so; broken off, too large or without the form's proof, they are removed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from perpupil import limits
from perpupil.web.refusals import told
from perpupil.web.uploads.keys import begin_key, hand_out
from perpupil.workspace.files import NoSuchFile
from perpupil.workspace.waiting import Closing, forget, settle_staged, stage, waiting_bytes

P = ParamSpec("P")
_NAME_CHARACTERS = 255


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that arrived."""

    name: str
    size_bytes: int


@dataclass(slots=True)
class Received:
    """What arrived with a form: files, or why they are not taken."""

    files: list[ReceivedFile] = field(default_factory=list)
    is_kept: bool = False
    refusal: str = ""
    """In words, why nothing of it is taken; blank where all is well."""
    staged: Path | None = None
    """The folder in which they are until they are kept."""
    arriving: Closing | None = None
    """The file that is just arriving."""

    @property
    def is_good(self) -> bool:
        """Whether there are files, and they are taken."""
        return bool(self.files) and not self.refusal

    def keep(self) -> str:
        """Let the files wait; give the name of their folder.

        Raises:
            NoSuchFile: They cannot be written.

        """
        if self.staged is None or not self.is_good:
            message = "there is nothing to keep"
            raise ValueError(message)
        folder, self.staged, self.is_kept = settle_staged(self.staged), None, True
        return folder.name

    def drop(self) -> None:
        """Remove what was not kept."""
        if self.arriving is not None:
            self.arriving.give_up()
            self.arriving = None
        if self.staged is not None:
            forget(self.staged)
            self.staged = None


Page = Callable[Concatenate[HttpRequest, Received, P], HttpResponse]


def receives(page: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let a page receive files: it is called with what arrived, after the form is proven. `asks` stands above it."""

    @csrf_protect
    def proven(request: HttpRequest, received: Received, *arguments: P.args, **named: P.kwargs) -> HttpResponse:
        request.POST  # noqa: B018  now at the latest the files are read
        return page(request, received, *arguments, **named)

    @wraps(page)
    def receiving(request: HttpRequest, *arguments: P.args, **named: P.kwargs) -> HttpResponse:
        received = Received()
        if request.method == "POST":
            request.upload_handlers = [Encrypting(request, received)]
        try:
            response: HttpResponse = proven(request, received, *arguments, **named)
        finally:
            received.drop()
        if received.is_kept or request.method != "POST":
            hand_out(request, response)
        return response

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", csrf_exempt(receiving))


class Encrypting(FileUploadHandler):
    """Writes each file encrypted as it comes, within the bounds."""

    def __init__(self, request: HttpRequest, received: Received) -> None:
        super().__init__(request)
        self._district, self._received = Path(settings.DISTRICT), received
        self._key = begin_key(request)
        self._left = limits.UPLOAD_BYTES

    def new_file(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  Django's signature
        """Begin a file."""
        super().new_file(*arguments, **named)
        if len(self._received.files) == limits.UPLOAD_FILES:
            self._refuse(gettext("Send at most %(most)s files at once.") % {"most": limits.UPLOAD_FILES})
        try:
            if self._received.staged is None:
                self._left = min(self._left, limits.WAITING_BYTES - waiting_bytes(self._district))
                self._received.staged = stage(self._district, self._key)
            name = str(len(self._received.files) + 1)
            self._received.arriving = Closing(self._received.staged, name, self._key)
        except NoSuchFile as error:
            self._refuse(told(error))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take some of a file."""
        if self._received.arriving is None:
            return
        self._left -= len(raw_data)
        if start + len(raw_data) > limits.UPLOAD_FILE_BYTES:
            most = _megabytes(limits.UPLOAD_FILE_BYTES)
            self._refuse(
                gettext("A file is larger than %(most)s MB. Split it, or send only what is needed.") % {"most": most}
            )
        if self._left < 0:
            self._refuse(self._too_much())
        try:
            self._received.arriving.write(raw_data)
        except NoSuchFile as error:
            self._refuse(told(error))

    def file_complete(self, file_size: int) -> None:
        """End a file; Django is given none, because there is none to read."""
        if self._received.arriving is None:
            return
        try:
            self._received.arriving.close()
        except NoSuchFile as error:
            self._refuse(told(error))
        name = str(self.file_name)[:_NAME_CHARACTERS]
        self._received.files.append(ReceivedFile(name, file_size))
        self._received.arriving = None

    def upload_interrupted(self) -> None:
        """Take nothing of a form that broke off within a file."""
        self._end(gettext("The files did not arrive whole. Send them again."))

    def _too_much(self) -> str:
        if waiting_bytes(self._district) > limits.WAITING_BYTES - limits.UPLOAD_BYTES:
            return gettext("Too many files wait already. Bring them in or withdraw them first.")
        most = _megabytes(limits.UPLOAD_BYTES)
        return gettext("The files together are larger than %(most)s MB. Send them in several goes.") % {"most": most}

    def _refuse(self, why: str) -> None:
        """Take nothing, and read the rest of the request without keeping it, so that the browser hears why."""
        self._end(why)
        raise StopUpload(connection_reset=False)

    def _end(self, why: str) -> None:
        self._received.refusal = self._received.refusal or why
        self._received.files.clear()
        self._received.drop()


def _megabytes(count: int) -> str:
    return f"{count // 1_000_000:,}"
