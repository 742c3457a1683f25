-- What each budget carried in and out. Where only the balance of the three budgets together is printed, it stands under
-- `unspecified`.
with

figures as (
    select * from {{ ref('dec_published_figure') }}
),

balances as (
    select
        *,
        {{ place_text() }} as place,
        split_part(row_key, '.', 2) as measure,
        case split_part(row_key, '.', 1)
            when 'income' then coalesce(nullif(split_part(row_key, '.', 3), ''), 'unspecified')
            else replace(column_key, 'total', 'unspecified')
        end as budget
    from figures
    where
        sheet_id = 'appropriation_summary'
        and (
            left(row_key, length('income.opening_balance')) = 'income.opening_balance'
            or row_key = 'expenditure.closing_balance'
        )
),

by_budget as (
    select * from balances
    qualify
        budget <> 'unspecified'
        or count(*) over (partition by department_id, fiscal_year, measure) = 1
),

-- the position is that of the closing balance, or of the opening balance where no closing balance is printed
final as (
    select
        department_id,
        fiscal_year,
        budget,
        max(amount) filter (where measure = 'opening_balance') as opening_balance_wan,
        max(amount) filter (where measure = 'closing_balance') as closing_balance_wan,
        max(place) filter (where measure = 'opening_balance') as opening_place,
        max(place) filter (where measure = 'closing_balance') as closing_place,
        quality_status,
        {{ first_by('document_sha256', ['measure', 'row_key', 'column_key']) }} as document_sha256,
        {{ first_by('file_name', ['measure', 'row_key', 'column_key']) }} as file_name,
        {{ first_by('page', ['measure', 'row_key', 'column_key']) }} as page,
        {{ first_by('sheet_name', ['measure', 'row_key', 'column_key']) }} as sheet_name,
        {{ first_by('row_no', ['measure', 'row_key', 'column_key']) }} as row_no,
        {{ first_by('column_no', ['measure', 'row_key', 'column_key']) }} as column_no,
        min(scan_confidence) as scan_confidence,
        max(confirmed_by) as confirmed_by
    from by_budget
    group by department_id, fiscal_year, budget, quality_status
)

select * from final
