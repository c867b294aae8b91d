"""Encryption that cannot be trusted, or never comes about."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.crawler.faults.running import crawl, wait
from tests.crawler.faults.server import FaultServer, page

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_a_certificate_that_nobody_vouches_for_is_refused(self_signed: ssl.SSLContext) -> None:
    server = wait(FaultServer(tls=self_signed).start())
    try:
        server.answers["/"] = page()
        url = f"https://{server.netloc}/"
        outcome = crawl(url, ROBOTSTXT_OBEY=False)
        assert outcome.refused == {url: ("tls", "has a certificate or encryption that cannot be trusted")}
        assert not server.requests
    finally:
        wait(server.stop())


def test_a_handshake_that_never_ends_is_cut_off(server: FaultServer) -> None:
    url = f"https://{server.netloc}/"
    outcome = crawl(url, ROBOTSTXT_OBEY=False, DOWNLOAD_TIMEOUT=0.3, RETRY_TIMES=0)
    assert outcome.codes == {url: "timeout"}
