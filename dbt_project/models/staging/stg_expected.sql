select
    department_id,
    fiscal_year
from {{ source('landing', 'expected') }}
