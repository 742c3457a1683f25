with

leaves as (
    select * from {{ ref('dec_published_leaf') }}
),

final as (
    select
        department_id,
        fiscal_year,
        function_code,
        part as source,
        amount as amount_wan,
        quality_status,
        document_sha256,
        file_name,
        page,
        sheet_name,
        row_no,
        column_no,
        scan_confidence,
        confirmed_by
    from leaves
    where sheet_id = 'income'
)

select * from final
