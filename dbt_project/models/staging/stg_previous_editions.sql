select
    department_id,
    fiscal_year,
    edition_no,
    documents,
    catalogue,
    published_at
from {{ source('landing', 'previous_editions') }}
