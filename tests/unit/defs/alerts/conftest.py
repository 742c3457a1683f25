"""A home whose alerts are posted to a robot on this machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.home.settings import Settings
from tests.chat_robot import ChatRobot, chat_robot


@pytest.fixture
def robot() -> Iterator[ChatRobot]:
    with chat_robot() as robot:
        yield robot


@pytest.fixture
def settings(tmp_path: Path, robot: ChatRobot) -> Settings:
    return Settings(tmp_path / "raw", tmp_path / "home", webhook_url=robot.url)
