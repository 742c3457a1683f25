-- The lines of the summary without its totals: each side sums to its grand total.
with

figures as (
    select * from {{ ref('dec_published_figure') }}
),

lines as (
    select
        *,
        split_part(row_key, '.', 1) as side,
        split_part(row_key, '.', 2) as line_key
    from figures
    where
        sheet_id = 'income_expenditure_summary'
        and column_key = 'final'
),

final as (
    select
        department_id,
        fiscal_year,
        side,
        line_key,
        case
            when line_key in (
                'opening_balance', 'non_appropriation_surplus_used', 'closing_balance', 'surplus_distribution'
            ) then 'balance'
            else 'current_year'
        end as line_group,
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
    from lines
    where line_key not in ('total', 'grand_total')
)

select * from final
