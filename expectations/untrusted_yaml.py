"""YAML that a person wrote and that may harm nobody: what is more than plain lists, mappings and words is refused with
its line before anything is made of it.

What comes with the package and is only read by it belongs to `yaml_file`, what a file must say to its models.
"""

from collections.abc import Hashable, Iterator
from pathlib import Path

import yaml

from expectations.yaml_file import NoYamlError, YamlFile

MAX_BYTES = 4 * 2**20
"""The waivers of a province over ten years have a tenth of it."""
MAX_DEPTH = 24
MAX_PARTS = 250_000
"""Lists, mappings and words of a file, those counted again that an alias repeats."""

_CONTROLS = frozenset(map(chr, (*range(9), 11, 12, *range(14, 32), *range(127, 133), *range(134, 160))))


def read_untrusted_yaml(path: Path) -> YamlFile:
    """Read a file. Raises NoYamlError with line and reason: no YAML, too large, nested too deeply or in a circle, a key
    twice, a tag, a control character, or aliases that repeat too much."""
    text = _text(path)
    try:
        _refuse_events(path, text)
        loader = yaml.CSafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            return YamlFile(path, None, None)
        _refuse_nodes(path, node)
        return YamlFile(path, _content(path, loader, node), node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = f"not readable as YAML: {error.problem or error.context}"
        raise _refused(path, mark, reason) if mark else NoYamlError(f"{path.name}: {reason}") from error
    except yaml.YAMLError as error:
        raise NoYamlError(f"{path.name}: not readable as YAML: {error}") from error


def _text(path: Path) -> str:
    if not path.is_file():
        raise NoYamlError(f"{path.name}: not a plain file")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise NoYamlError(f"{path.name}: {size} bytes; at most {MAX_BYTES} are read")
        data = path.read_bytes()
    except OSError as error:
        raise NoYamlError(f"{path.name}: cannot be opened: {error.strerror or error}") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NoYamlError(f"{path.name}, line {line}: not UTF-8; save the file as UTF-8") from error
    for number, line_text in enumerate(text.split("\n"), start=1):
        if not _CONTROLS.isdisjoint(line_text):
            raise NoYamlError(f"{path.name}, line {number}: a control character stands in it")
    return text


def _refuse_events(path: Path, text: str) -> None:
    """What must not be composed: the parser walks through any depth, who builds on it does not."""
    depth, parts = 0, 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _refused(path, event.start_mark, f"nested more than {MAX_DEPTH} times")
        if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            continue
        parts += 1
        if parts > MAX_PARTS:
            raise _refused(path, event.start_mark, f"more than {MAX_PARTS} words and lists")
        if event.tag is not None:
            raise _refused(path, event.start_mark, f"the tag {event.tag} is not allowed; write plain words")


def _refuse_nodes(path: Path, root: yaml.Node) -> None:
    sizes: dict[int, int] = {}
    open_nodes: set[int] = set()

    def measure(node: yaml.Node) -> int:
        known = sizes.get(id(node))
        if known is not None:
            return known
        if id(node) in open_nodes:
            raise _refused(path, node.start_mark, "it contains itself by an alias")
        open_nodes.add(id(node))
        size = 1 + sum(map(measure, _children(path, node)))
        if size > MAX_PARTS:
            repeated = f"more than {MAX_PARTS} words and lists with those that aliases repeat"
            raise _refused(path, node.start_mark, repeated)
        open_nodes.remove(id(node))
        sizes[id(node)] = size
        return size

    measure(root)


def _children(path: Path, node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        yield from node.value
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise _refused(path, key.start_mark, f"the key {key.value} stands here twice")
                seen.add(key.value)
            yield key
            yield value
    elif isinstance(node, yaml.ScalarNode) and not _CONTROLS.isdisjoint(node.value):
        raise _refused(path, node.start_mark, "a control character is written in it")


def _content(path: Path, loader: yaml.CSafeLoader, node: yaml.Node) -> Hashable:
    """What the nodes mean. A day or number that is none breaks the loader with whatever its parts raise."""
    try:
        content: Hashable = loader.construct_document(node)
    except (ValueError, OverflowError) as error:
        for scalar in _scalars(node):
            try:
                yaml.CSafeLoader("").construct_document(scalar)
            except (ValueError, OverflowError) as reason:
                raise _refused(path, scalar.start_mark, f"{scalar.value[:40]}: {reason}") from error
        raise NoYamlError(f"{path.name}: not readable as YAML: {error}") from error
    return content


def _scalars(root: yaml.Node) -> Iterator[yaml.ScalarNode]:
    waiting, seen = [root], {id(root)}
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.ScalarNode):
            yield node
            continue
        parts = [each for pair in node.value for each in (pair if isinstance(pair, tuple) else (pair,))]
        waiting.extend(part for part in reversed(parts) if id(part) not in seen)
        seen.update(map(id, parts))


def _refused(path: Path, mark: object, reason: str) -> NoYamlError:
    # the marks of the C parser are of a class of their own, and some places have none
    return NoYamlError(f"{path.name}, line {getattr(mark, 'line', 0) + 1}: {reason}")
