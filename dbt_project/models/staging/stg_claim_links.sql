select
    department_id,
    fiscal_year,
    claim_key,
    role,
    target_key,
    sheet_id,
    row_key,
    column_key,
    year_offset
from {{ source('landing', 'claim_links') }}
