with

leaves as (
    select * from {{ ref('dec_published_leaf') }}
),

final as (
    select
        department_id,
        fiscal_year,
        case sheet_id when 'general_budget_expenditure' then 'general_public_budget' else sheet_id end as budget,
        function_code,
        part as nature,
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
    where sheet_id in ('general_budget_expenditure', 'government_fund', 'state_capital')
)

select * from final
