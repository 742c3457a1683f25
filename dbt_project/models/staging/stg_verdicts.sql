select
    department_id,
    fiscal_year,
    verdict,
    reasons
from {{ source('landing', 'verdicts') }}
