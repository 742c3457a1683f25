select
    department_id,
    fiscal_year,
    sheet_id,
    status,
    title,
    unit,
    file_name,
    page,
    table_no,
    sheet_name,
    row_no,
    column_no,
    box_x0,
    box_top,
    box_x1,
    box_bottom
from {{ source('landing', 'sheets') }}
