with

figures as (
    select * from {{ ref('dec_published_figure') }}
),

final as (
    select
        department_id,
        fiscal_year,
        row_key as economic_code,
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
    from figures
    where
        sheet_id = 'general_budget_basic_by_economic'
        and column_key = 'final'
        and is_leaf
)

select * from final
