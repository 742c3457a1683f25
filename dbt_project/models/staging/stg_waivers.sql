select
    department_id,
    fiscal_year,
    identity_id,
    binding,
    residual,
    reason,
    author,
    granted_on
from {{ source('landing', 'waivers') }}
