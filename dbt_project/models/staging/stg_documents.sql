select
    department_id,
    fiscal_year,
    file_name,
    document_sha256,
    size,
    format,
    reader,
    pages,
    producer,
    recognised_department,
    recognised_fiscal_year,
    recognised_kind
from {{ source('landing', 'documents') }}
