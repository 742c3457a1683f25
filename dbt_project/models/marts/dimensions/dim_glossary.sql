-- Explained terms of each disclosure, and the function item they explain.
with

glossary as (
    select * from {{ source('landing', 'glossary') }}
),

publishable as (
    select * from {{ ref('dec_publishable') }}
),

final as (
    select
        glossary.department_id,
        glossary.fiscal_year,
        glossary.term_no,
        glossary.term,
        glossary.description,
        glossary.function_code,
        publishable.quality_status,
        glossary.document_sha256,
        glossary.file_name,
        glossary.page,
        glossary.sheet_name as worksheet_name,
        glossary.row_no,
        glossary.column_no
    from glossary
    inner join publishable using (department_id, fiscal_year)
)

select * from final
