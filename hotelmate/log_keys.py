"""Keys that sign where a hotel's log begins (docs/archive.md): Ed25519, in the files that OpenSSL knows."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)


class KeyFileError(Exception):
    """A key could not be made or read; the message says why."""


def make(path: Path) -> Path:
    """A new private key for its owner's eyes only, and the public one beside it, whose path is returned.

    Raises KeyFileError where either is there already: a key that signed something is never replaced.
    """
    public = path.with_name(f"{path.name}.pub")
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public_pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    if public.exists():
        raise KeyFileError(f"{public} is there already. Name another file.")
    _write_new(path, pem, 0o600)
    _write_new(public, public_pem, 0o644)
    return public


def private(path: Path) -> Ed25519PrivateKey:
    """The private key in a file. Raises KeyFileError, also when others may read it."""
    pem = _read(path)
    if path.stat().st_mode & 0o077:
        raise KeyFileError(f"{path} can be read by others: chmod 600 {path}")
    try:
        key = load_pem_private_key(pem, password=None)
    except (TypeError, ValueError, UnsupportedAlgorithm) as error:
        raise KeyFileError(f"{path} is no private key without a password: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"{path} is no Ed25519 key. Make one: ./hotel archive --new-key FILE")
    return key


def public(path: Path) -> bytes:
    """The 32 bytes of the public key in a file. Raises KeyFileError."""
    try:
        key = load_pem_public_key(_read(path))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFileError(f"{path} is no public key: {error}") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyFileError(f"{path} is no Ed25519 key.")
    return key.public_bytes_raw()


def is_signed(statement: str, signature: bytes, key: bytes) -> bool:
    """Whether the holder of a public key's other half signed a statement."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, statement.encode())
    except InvalidSignature:
        return False
    return True


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyFileError(f"{path} cannot be read: {error.strerror}.") from error


def _write_new(path: Path, content: bytes, mode: int) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError as error:
        raise KeyFileError(f"{path} is there already. Name another file.") from error
    except OSError as error:
        raise KeyFileError(f"{path} cannot be written: {error.strerror}.") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
