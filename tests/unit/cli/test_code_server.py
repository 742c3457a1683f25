"""The process behind the code server is missed where it is gone, and not where it is late or not there yet."""

import itertools

import grpc
import pytest
from click.testing import CliRunner
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._grpc.client import DagsterGrpcClient

from orchestration.cli import code_server
from orchestration.cli.code_server import is_code_gone, keep_serving, serve_code


class Failed(grpc.RpcError):  # type: ignore[misc]
    """An answer that gRPC failed to get."""

    def __init__(self, status: grpc.StatusCode) -> None:
        self._status = status

    def code(self) -> grpc.StatusCode:
        return self._status


class Client(DagsterGrpcClient):
    """One of a server that fails with these in turn, and then answers. What it says of a failure is Dagster's own."""

    def __init__(self, *failures: grpc.StatusCode) -> None:
        super().__init__(port=1)
        self.asked: list[str] = []
        self._failures = iter(failures)

    def _get_response(self, method: str, *_: object, **__: object) -> object:
        self.asked.append(method)
        if method == "ReloadCode":
            raise Failed(grpc.StatusCode.UNKNOWN)
        if failure := next(self._failures, None):
            raise Failed(failure)
        return type("Reply", (), {"server_id": "new"})


@pytest.mark.parametrize(
    ("failure", "is_gone"),
    [
        (grpc.StatusCode.UNKNOWN, True),
        (grpc.StatusCode.UNAVAILABLE, False),
        (grpc.StatusCode.DEADLINE_EXCEEDED, False),
        (None, False),
    ],
    ids=["gone", "not listening yet", "busy", "there"],
)
def test_only_a_process_that_is_gone_is_missed(failure: grpc.StatusCode | None, is_gone: bool) -> None:
    assert is_code_gone(Client(*([failure] if failure else []))) is is_gone


def test_a_new_process_is_asked_for_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server puts a new process in the place of the old one, and fails in ending that."""
    client = Client(*[grpc.StatusCode.UNKNOWN] * 2)
    looks = itertools.count()

    def stop_at_the_fourth(_: float) -> None:
        if next(looks) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr("orchestration.cli.code_server.time.sleep", stop_at_the_fourth)
    with pytest.raises(KeyboardInterrupt):
        keep_serving(client)
    assert client.asked == ["GetServerId", "ReloadCode"] * 2 + ["GetServerId"] * 2


def test_dagster_still_tells_so_of_a_server_that_fails() -> None:
    with pytest.raises(DagsterUserCodeUnreachableError, match=f"{code_server.GONE}$"):
        Client(grpc.StatusCode.UNKNOWN).get_server_id()


@pytest.mark.parametrize("options", [[], ["--socket", "code", "--port", "1"]], ids=["none", "both"])
def test_one_address_is_needed(options: list[str]) -> None:
    assert CliRunner().invoke(serve_code, options).exit_code == 2
