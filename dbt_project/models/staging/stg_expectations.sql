select
    department_id,
    fiscal_year,
    expectation,
    reason,
    due_on,
    as_of
from {{ source('landing', 'expectations') }}
