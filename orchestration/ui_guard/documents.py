"""What a GraphQL document would do, read by the parser that Dagster reads it with. Nothing is executed here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    parse,
    value_from_ast_untyped,
)

REMEMBERED = 512
"""The UI sends the same few hundred documents again and again."""

MOST_CHARACTERS = 200_000
"""The longest document of the UI has a tenth of it."""


class UnreadableDocument(ValueError):
    """A document that no parser understands."""


@dataclass(frozen=True, slots=True)
class Call:
    """One thing that a mutation asks for, with what it is asked to be done to."""

    name: str
    arguments: Mapping[str, Any]


@lru_cache(maxsize=REMEMBERED)
def list_operations(text: str) -> frozenset[OperationType]:
    """What the operations of a document are, whichever of them is asked for. Raises UnreadableDocument."""
    return frozenset(each.operation for each in _operations(_parsed(text)))


def list_calls(text: str, variables: Mapping[str, Any]) -> tuple[Call, ...]:
    """What the mutations of a document ask for, in its order, with the variables put in."""
    document = _parsed(text)
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    return tuple(
        Call(
            field.name.value,
            {each.name.value: value_from_ast_untyped(each.value, {**variables}) for each in field.arguments},
        )
        for operation in _operations(document)
        if operation.operation is OperationType.MUTATION
        for field in _fields(operation.selection_set, fragments)
    )


def _operations(document: DocumentNode) -> Iterator[OperationDefinitionNode]:
    return (each for each in document.definitions if isinstance(each, OperationDefinitionNode))


def _fields(selected: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode]) -> Iterator[FieldNode]:
    """The fields at the top, those of fragments too. A fragment is followed once: they may lead in a circle."""
    for node in selected.selections:
        match node:
            case FieldNode():
                yield node
            case InlineFragmentNode():
                yield from _fields(node.selection_set, fragments)
            case FragmentSpreadNode() if (fragment := fragments.pop(node.name.value, None)) is not None:
                yield from _fields(fragment.selection_set, fragments)


def _parsed(text: str) -> DocumentNode:
    if len(text) > MOST_CHARACTERS:
        raise UnreadableDocument
    try:
        return parse(text, no_location=True)
    except (GraphQLError, RecursionError) as error:
        raise UnreadableDocument from error
