select
    department_id,
    fiscal_year,
    received_on
from {{ source('landing', 'receipts') }}
