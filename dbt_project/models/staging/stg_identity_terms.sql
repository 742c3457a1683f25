select
    identity_id,
    slot,
    alternative,
    side,
    sign,
    years_back,
    sheet_id,
    row_rule,
    row_key,
    column_rule,
    column_key,
    budget
from {{ source('landing', 'identity_terms') }}
