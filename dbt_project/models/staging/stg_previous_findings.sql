select
    department_id,
    fiscal_year,
    check_id,
    binding,
    first_edition,
    severity,
    words,
    first_seen_at,
    last_edition,
    last_seen_at,
    resolved_edition,
    resolved_at
from {{ source('landing', 'previous_findings') }}
