"""The checks of the identities in the UI, where there is nothing to check."""

from expectations.model import load_identities
from orchestration.defs.assets.verdicts import _checks, check_name
from orchestration.validation.decide import Decided


def test_where_nothing_was_received_every_check_passes() -> None:
    identities = load_identities()
    checks = list(_checks(Decided((), (), (), (), {}), identities, {}))
    assert {check.check_name for check in checks} == {check_name(identity.id) for identity in identities}
    assert all(check.passed for check in checks)
    assert {check.description for check in checks} == {"0 of 0 violated 不符, 0 not evaluated 未能核对"}
