"""The objects of one storage place, through Arrow's own client of S3: no library beside those that are there."""

import hashlib
import mimetypes
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
from pyarrow import fs

from orchestration.home.storage_place import StoragePlace

CONNECT_SECONDS = 10
REQUEST_SECONDS = 60
_BLOCK_BYTES = 2**20
_KIND_OF_FAULT = re.compile(r"AWS Error ([A-Z_]{1,60})")


class StorageFault(RuntimeError):
    """The storage did not do what it was asked; the message holds no credential and may be shown."""


class ObjectStore:
    """Objects by their key below the folder of the place. All methods raise StorageFault."""

    def __init__(self, place: StoragePlace) -> None:
        self._place = place
        named = {
            "endpoint_override": place.host,
            "region": place.region,
            "access_key": place.access_key,
            "secret_key": place.secret_key,
        }
        with self._faults_told():
            self._files = fs.S3FileSystem(
                scheme=place.scheme,
                connect_timeout=CONNECT_SECONDS,
                request_timeout=REQUEST_SECONDS,
                **{name: value for name, value in named.items() if value is not None},
            )

    def read(self, key: str) -> bytes | None:
        """The content of a small object; None where there is none."""
        with self._faults_told():
            try:
                with self._files.open_input_stream(self._path(key)) as stream:
                    return bytes(stream.read())
            except FileNotFoundError:
                return None

    def sha256(self, key: str) -> str | None:
        """The SHA-256 of what the storage gives back; None where there is no such object."""
        digest = hashlib.sha256()
        with self._faults_told():
            try:
                with self._files.open_input_stream(self._path(key)) as stream:
                    while block := stream.read(_BLOCK_BYTES):
                        digest.update(block)
            except FileNotFoundError:
                return None
        return digest.hexdigest()

    def put(self, file: Path, key: str) -> None:
        """Copy a file to an object, with the media type that its name tells."""
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        with (
            self._faults_told(),
            file.open("rb") as source,
            self._files.open_output_stream(self._path(key), metadata={"Content-Type": media_type}) as target,
        ):
            shutil.copyfileobj(source, target, _BLOCK_BYTES)

    def replace(self, key: str, content: bytes) -> None:
        """Put a small object in the place of another one, whole or not at all: an interrupted write would leave an
        empty object, so that it is written aside and copied by the storage itself."""
        aside = self._path(f"{key}.new")
        with self._faults_told():
            with self._files.open_output_stream(aside) as stream:
                stream.write(content)
            if self.read(f"{key}.new") != content:
                raise StorageFault(f"{self._place.told} gives back another {key} than was written 写入后读回的内容不符")
            self._files.move(aside, self._path(key))

    def folders(self, key: str) -> Sequence[str]:
        """The names of the folders in a folder."""
        with self._faults_told():
            found = self._files.get_file_info(fs.FileSelector(self._path(key), allow_not_found=True))
        return sorted(info.base_name for info in found if info.type == fs.FileType.Directory)

    def remove_folder(self, key: str) -> None:
        """Remove all objects below a folder."""
        with self._faults_told():
            self._files.delete_dir(self._path(key))

    def _path(self, key: str) -> str:
        return f"{self._place.root}/{key}"

    @contextmanager
    def _faults_told(self) -> Iterator[None]:
        """Of what the storage answers only the kind of fault is told: the rest may hold what signed the request."""
        try:
            yield
        except (OSError, pa.ArrowException) as fault:
            if isinstance(fault, OSError) and fault.filename is not None:
                raise StorageFault(f"{fault.filename}: {fault.strerror} 无法读取本机文件") from None
            kind = _KIND_OF_FAULT.search(str(fault))
            told = kind[1] if kind else type(fault).__name__
            raise StorageFault(f"{self._place.told} cannot be used 存储不可用: {told}") from None
