"""The file of names and passwords: one `name:hash` a line, the hash made with scrypt of the standard library.

A password is checked slowly once; then the process knows it by a keyed digest, for as long as the line stays the same.
Who is asked for one is decided elsewhere.
"""

import base64
import hashlib
import hmac
import os
import secrets
import threading
from collections.abc import Mapping
from pathlib import Path

from orchestration.home.atomic_files import atomic_file

KIND = "scrypt"
COST, BLOCK, LANES = 2**15, 8, 1
MEMORY = 2 * 128 * COST * BLOCK
SALT_BYTES = 16
MOST_WAITING = 8
MOST_REMEMBERED = 512
MOST_CHARACTERS = 1000
NOBODY = f"{KIND}$" + base64.b64encode(bytes(SALT_BYTES)).decode() + "$" + base64.b64encode(bytes(64)).decode()
"""What a name that is not listed is checked against: an answer tells nobody which names there are."""


class TooManyAttempts(Exception):
    """More passwords are being tried than can be checked."""


class PasswordFileError(ValueError):
    """The file of passwords holds what it must not, or cannot be read."""


class Passwords:
    """The people of one file, read again whenever it changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._key = secrets.token_bytes(32)
        self._known: set[bytes] = set()
        self._checking = threading.Lock()
        self._waiting = threading.BoundedSemaphore(MOST_WAITING)
        self._read_of: tuple[int, int] | None = None
        self._hashes: Mapping[str, str] = {}

    def is_known(self, name: str, password: str) -> bool:
        """Whether this was found right before, and still is."""
        return self._digest(name, password, self._hash_of(name)) in self._known

    def check(self, name: str, password: str) -> bool:
        """Whether the password is that of the name; takes a tenth of a second. Raises TooManyAttempts."""
        if not self._waiting.acquire(blocking=False):
            raise TooManyAttempts
        try:
            with self._checking:
                return self._check(name, password)
        finally:
            self._waiting.release()

    def _check(self, name: str, password: str) -> bool:
        stored = self._hash_of(name)
        # a name that is not listed takes as long
        has_matched = is_right(password[:MOST_CHARACTERS], stored or NOBODY) and len(password) <= MOST_CHARACTERS
        if not has_matched or stored is None:
            return False
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known.add(self._digest(name, password, stored))
        return True

    def _hash_of(self, name: str) -> str | None:
        """What is stored of a name. Where the file cannot be read, nobody is known."""
        try:
            found = self._path.stat()
            if self._read_of != (state := (found.st_mtime_ns, found.st_size)):
                self._hashes, self._read_of = read_passwords(self._path), state
        except (OSError, PasswordFileError):
            self._hashes, self._read_of = {}, None
        return self._hashes.get(name)

    def _digest(self, name: str, password: str, stored: str | None) -> bytes:
        return hmac.digest(self._key, repr((name, password, stored)).encode("utf-8", "surrogatepass"), "sha256")


def read_passwords(path: Path) -> dict[str, str]:
    """The hashes by name. Raises OSError, or PasswordFileError with the number of the line."""
    found: dict[str, str] = {}
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise PasswordFileError(f"{path} is not UTF-8 不是 UTF-8 编码") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, stored = line.strip().partition(":")
        if not is_name(name) or not stored.startswith(f"{KIND}$") or stored.count("$") != 2:
            raise PasswordFileError(f"{path}:{number}: not a line of `juesuan password` 不是 juesuan password 写入的行")
        found[name] = stored
    return found


def write_password(path: Path, name: str, password: str) -> None:
    """Put a name into the file, or give it another password. Only its owner can read the file."""
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    kept = [line for line in lines if line.partition(":")[0] != name]
    with atomic_file(path) as file:
        file.write("".join(f"{line}\n" for line in (*kept, f"{name}:{hash_password(password)}")).encode())


def is_name(text: str) -> bool:
    """Whether somebody can be called so: `:` ends a name, and the log shows it."""
    return bool(text) and text.isprintable() and not any(character in ": #" for character in text) and len(text) <= 64


def hash_password(password: str) -> str:
    """What the file holds of a password."""
    salt = os.urandom(SALT_BYTES)
    return "$".join((KIND, base64.b64encode(salt).decode(), base64.b64encode(_derived(password, salt)).decode()))


def is_right(password: str, stored: str) -> bool:
    """Whether a hash is that of the password; takes as long whether it is or not."""
    _, salt, expected = stored.split("$")
    try:
        return hmac.compare_digest(_derived(password, base64.b64decode(salt)), base64.b64decode(expected))
    except ValueError:
        return False


def _derived(password: str, salt: bytes) -> bytes:
    secret = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(secret, salt=salt, n=COST, r=BLOCK, p=LANES, maxmem=MEMORY)
