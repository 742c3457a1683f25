-- Budget and final figure of each function item as the explanation states them, beside the final figure of the sheet.
-- The position is that of the first statement about the item.
with

claims as (
    select *
    from {{ source('landing', 'claims') }}
    where
        source = 'narrative'
        and is_resolved
        and sheet_id in ('general_budget_expenditure', 'government_fund', 'state_capital')
        and column_key = 'total'
        and section in ('general_budget', 'general_budget_items', 'government_fund', 'state_capital')
        and {{ full_match('row_key', "'[0-9]{7}'") }}
        and kind in ('amount', 'budget', 'completion')
),

figures as (
    select * from {{ ref('dec_published_figure') }}
),

publishable as (
    select * from {{ ref('dec_publishable') }}
),

stated as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key as function_code,
        {{ first_by('value', ['claim_no']) }} filter (where kind = 'budget' and base = 'initial') as initial_budget_wan,
        {{ first_by('value', ['claim_no']) }} filter (where kind = 'budget' and base <> 'initial') as annual_budget_wan,
        {{ first_by('value', ['claim_no']) }} filter (where kind = 'amount') as stated_final_wan,
        {{ first_by('value', ['claim_no']) }} filter (where kind = 'completion') as completion_rate_percent,
        {{ first_by('base', ['claim_no']) }} filter (where kind = 'completion') as completion_base,
        {{ first_by('document_sha256', ['claim_no']) }} as document_sha256,
        {{ first_by('file_name', ['claim_no']) }} as file_name,
        {{ first_by('page', ['claim_no']) }} as page,
        {{ first_by('sheet_name', ['claim_no']) }} as worksheet_name,
        {{ first_by('row_no', ['claim_no']) }} as row_no,
        {{ first_by('column_no', ['claim_no']) }} as column_no
    from claims
    group by department_id, fiscal_year, sheet_id, row_key
),

final as (
    select
        stated.department_id,
        stated.fiscal_year,
        case stated.sheet_id
            when 'general_budget_expenditure' then 'general_public_budget'
            else stated.sheet_id
        end as budget,
        stated.function_code,
        stated.initial_budget_wan,
        stated.annual_budget_wan,
        stated.stated_final_wan,
        figures.amount as sheet_final_wan,
        stated.completion_rate_percent,
        stated.completion_base,
        publishable.quality_status,
        stated.document_sha256,
        stated.file_name,
        stated.page,
        stated.worksheet_name,
        stated.row_no,
        stated.column_no
    from stated
    inner join publishable using (department_id, fiscal_year)
    left join figures
        on
            stated.department_id = figures.department_id
            and stated.fiscal_year = figures.fiscal_year
            and stated.sheet_id = figures.sheet_id
            and stated.function_code = figures.row_key
            and figures.column_key = 'total'
)

select * from final
