"""Read a YAML file: its plain content, and the line on which each part of it begins.

What a file must say belongs to the models that read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


class NoYamlError(ValueError):
    """A file cannot be read as YAML; the message names it and says where."""


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The content of a file; `node` is what it was made of, None for an empty file."""

    path: Path
    content: Any
    node: yaml.Node | None

    @property
    def entry_lines(self) -> tuple[int, ...] | None:
        """The line on which each entry of a list begins, None where the file holds something else."""
        if self.node is None:
            return ()
        if not isinstance(self.node, yaml.SequenceNode):
            return None
        return tuple(entry.start_mark.line + 1 for entry in self.node.value)

    def line(self, location: Sequence[object]) -> int:
        """The line on which the part at these keys and positions begins, or what is there of the way to it."""
        node = self.node
        for step in location:
            if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step]
            elif isinstance(node, yaml.MappingNode):
                node = {key.value: value for key, value in node.value}.get(step, node)
        return node.start_mark.line + 1 if node else 1


def read_yaml(path: Path) -> YamlFile:
    """Read a file. Raises NoYamlError where it is no YAML, and OSError where it is not there."""
    try:
        # the pure Python loader takes twenty times as long, which every command would wait for
        loader = yaml.CSafeLoader(path.read_bytes())
        node = loader.get_single_node()
        return YamlFile(path, loader.construct_document(node) if node else None, node)
    except yaml.YAMLError as error:
        raise NoYamlError(f"{path.name}: not readable as YAML: {error}") from error
