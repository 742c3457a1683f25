"""What a GraphQL document would do, and to what."""

import pytest
from graphql import OperationType

from orchestration.ui_guard.documents import MOST_CHARACTERS, Call, UnreadableDocument, list_calls, list_operations

LAUNCH = """
mutation Launch($params: ExecutionParams!) { launchRun(executionParams: $params) { __typename ...error } }
fragment error on PythonError { message }
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{ version }", {OperationType.QUERY}),
        ("query a { version } mutation b { setNuxSeen }", {OperationType.QUERY, OperationType.MUTATION}),
        ("# query\n\ufeff,,mutation{setNuxSeen}", {OperationType.MUTATION}),
        ('query a { b(c: "mutation { d }") }', {OperationType.QUERY}),
        ("query mutation { mutation }", {OperationType.QUERY}),
        ("subscription { a }", {OperationType.SUBSCRIPTION}),
        ("fragment a on B { c }", set()),
    ],
)
def test_an_operation_is_what_the_parser_says(text: str, found: set[OperationType]) -> None:
    assert list_operations(text) == found


@pytest.mark.parametrize(
    "text", ["", "{", "mutation", "{a" * 50_000, "{ a }" + " " * MOST_CHARACTERS, "mutаtion { a }"]
)
def test_what_no_parser_reads_is_none(text: str) -> None:
    with pytest.raises(UnreadableDocument):
        list_operations(text)


def test_calls_have_their_arguments_with_the_variables_put_in() -> None:
    variables = {"params": {"selector": {"jobName": "warehouse"}}}
    assert list_calls(LAUNCH, variables) == (Call("launchRun", {"executionParams": variables["params"]}),)
    assert list_calls('mutation { a: terminateRun(runId: "1") stopSensor(id: $none) }', {}) == (
        Call("terminateRun", {"runId": "1"}),
        Call("stopSensor", {"id": list_calls("mutation { a(b: $c) }", {})[0].arguments["b"]}),
    )


def test_calls_inside_fragments_are_found_and_circles_end() -> None:
    text = """mutation { ... on Mutation { one } ...rest }
    fragment rest on Mutation { two ...rest ...more ...more } fragment more on Mutation { three ...rest ...gone }
    query { four }"""
    assert [call.name for call in list_calls(text, {})] == ["one", "two", "three"]
