with

documents as (
    select * from {{ source('landing', 'documents') }}
),

verdicts as (
    select * from {{ source('decision', 'verdicts') }}
),

final as (
    select
        documents.department_id,
        documents.fiscal_year,
        documents.file_name,
        documents.document_sha256,
        documents.size as size_bytes,
        documents.format,
        documents.reader,
        documents.pages,
        documents.producer,
        documents.recognised_department,
        documents.recognised_fiscal_year,
        documents.recognised_kind,
        documents.source_url,
        verdicts.verdict
    from documents
    left join verdicts using (department_id, fiscal_year)
)

select * from final
