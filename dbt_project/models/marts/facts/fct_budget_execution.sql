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
        and regexp_full_match(row_key, '\d{7}')
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
        first(value order by claim_no) filter (where kind = 'budget' and base = 'initial') as initial_budget_wan,
        first(value order by claim_no) filter (where kind = 'budget' and base <> 'initial') as annual_budget_wan,
        first(value order by claim_no) filter (where kind = 'amount') as stated_final_wan,
        first(value order by claim_no) filter (where kind = 'completion') as completion_rate_percent,
        first(base order by claim_no) filter (where kind = 'completion') as completion_base,
        first(document_sha256 order by claim_no) as document_sha256,
        first(file_name order by claim_no) as file_name,
        first(page order by claim_no) as page,
        first(sheet_name order by claim_no) as worksheet_name,
        first(row_no order by claim_no) as row_no,
        first(column_no order by claim_no) as column_no
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
