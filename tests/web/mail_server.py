"""A mail server for tests: it speaks as much SMTP as it takes to be handed a mail, and remembers what it was told, and whether that was encrypted."""

import contextlib
import datetime as dt
import socketserver
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Server(socketserver.TCPServer):
    """What it is, and what it was told."""

    allow_reuse_address = True

    def __init__(self, tls: ssl.SSLContext | None, *, at_once: bool = False) -> None:
        self.tls, self.at_once = tls, at_once
        self.heard: list[tuple[bool, str]] = []
        self.mails: list[str] = []
        super().__init__(("127.0.0.1", 0), Talk)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Talk(socketserver.BaseRequestHandler):
    """One connection."""

    server: Server

    def handle(self) -> None:
        self.request.settimeout(10)
        self.is_encrypted = False
        with contextlib.suppress(OSError):
            if self.server.at_once:
                self.encrypt()
            self.talk()
        self.request.close()

    def encrypt(self) -> None:
        assert self.server.tls is not None
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.is_encrypted = True

    def talk(self) -> None:
        lines = self.request.makefile("rb")
        self.say("220 here")
        while line := lines.readline():
            said = line.decode().strip()
            self.server.heard.append((self.is_encrypted, said))
            word = said.split(" ")[0].upper()
            if word == "EHLO":
                offers = ["here", *(["STARTTLS"] if self.server.tls and not self.is_encrypted else []), "AUTH PLAIN"]
                self.say(*(f"250{'-' if one is not offers[-1] else ' '}{one}" for one in offers))
            elif word == "STARTTLS":
                self.say("220 go")
                lines.close()
                self.encrypt()
                lines = self.request.makefile("rb")
            elif word == "AUTH":
                self.say("235 come in")
            elif word == "DATA":
                self.say("354 go")
                self.server.mails.append("".join(one.decode() for one in iter(lines.readline, b".\r\n")))
                self.say("250 taken")
            elif word == "QUIT":
                self.say("221 bye")
                break
            else:
                self.say("250 fine")
        lines.close()

    def say(self, *lines: str) -> None:
        self.request.sendall("".join(f"{one}\r\n" for one in lines).encode())


@contextlib.contextmanager
def listening(tls: ssl.SSLContext | None, *, at_once: bool = False) -> Iterator[Server]:
    """Listen on this machine until it is no longer wanted."""
    with Server(tls, at_once=at_once) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def certificate(folder: Path) -> ssl.SSLContext:
    """Make a certificate of this machine's own name; `folder/trusted.pem` is what it takes to trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(tz=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, secret = folder / "trusted.pem", folder / "secret.pem"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, secret)
    return context
