select
    department_id,
    fiscal_year,
    identity_id,
    binding,
    state,
    is_stale,
    found
from {{ source('landing', 'waiver_states') }}
