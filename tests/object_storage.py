"""A real S3-compatible server on this machine, for tests of what speaks to one."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from pyarrow import fs

from orchestration.home.storage_place import StoragePlace

ACCESS_KEY, SECRET_KEY = "AKIAJUESUANTEST", "never/told+to/anyone"


@contextmanager
def object_storage() -> Iterator[str]:
    """The host and port of a server, which ends with the block."""
    moto = pytest.importorskip("moto.server", reason="moto's server is not installed: the extra `dev` brings it")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield ":".join(map(str, server.get_host_and_port()))
    finally:
        server.stop()


def new_place(host: str) -> StoragePlace:
    """A folder in a bucket that was not there before."""
    bucket = f"accounts-{uuid4().hex}"
    place = StoragePlace(bucket, "bureau/juesuan", "http", host, "cn-north-1", ACCESS_KEY, SECRET_KEY)
    files(place, allow_bucket_creation=True).create_dir(bucket)
    return place


def files(place: StoragePlace, allow_bucket_creation: bool = False) -> fs.FileSystem:
    """A client beside the one that is tested."""
    return fs.S3FileSystem(
        endpoint_override=place.host,
        scheme=place.scheme,
        region=place.region,
        access_key=place.access_key,
        secret_key=place.secret_key,
        allow_bucket_creation=allow_bucket_creation,
    )


def objects(place: StoragePlace) -> dict[str, bytes]:
    """Key below the folder of the place -> content, of everything that lies there."""
    client = files(place)
    found = client.get_file_info(fs.FileSelector(place.root, recursive=True, allow_not_found=True))
    return {
        info.path.removeprefix(f"{place.root}/"): client.open_input_stream(info.path).read()
        for info in found
        if info.type == fs.FileType.File
    }
