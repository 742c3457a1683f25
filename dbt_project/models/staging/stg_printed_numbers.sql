select
    department_id,
    fiscal_year,
    sheet_id,
    axis,
    number,
    row_key,
    column_key
from {{ source('landing', 'printed_numbers') }}
