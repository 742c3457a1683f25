select
    department_id,
    fiscal_year,
    sheet_id,
    formula_no,
    formula,
    axis,
    side,
    sign,
    number,
    file_name,
    page,
    sheet_name,
    row_no,
    column_no
from {{ source('landing', 'printed_formulas') }}
