-- Every figure that the explanation and the self-evaluation forms state. Claims are statements, not cells: the same
-- amount may be stated in several sections, so that nothing here adds up.
with

claims as (
    select * from {{ source('landing', 'claims') }}
    where kind <> 'whole'
),

publishable as (
    select * from {{ ref('dec_publishable') }}
),

final as (
    select
        claims.department_id,
        claims.fiscal_year,
        claims.claim_key,
        claims.claim_no,
        claims.source,
        claims.section,
        claims.subject_key,
        claims.subject,
        claims.sheet_id,
        claims.row_key,
        claims.column_key,
        claims.bound_by,
        nullif(claims.readings, '') as other_readings,
        claims.kind,
        nullif(claims.base, '') as comparison_base,
        claims.value,
        claims.decimals,
        claims.unit,
        claims.value_text,
        claims.is_resolved,
        claims.phrase,
        publishable.quality_status,
        claims.document_sha256,
        claims.file_name,
        claims.page,
        claims.sheet_name as worksheet_name,
        claims.row_no,
        claims.column_no
    from claims
    inner join publishable using (department_id, fiscal_year)
)

select * from final
