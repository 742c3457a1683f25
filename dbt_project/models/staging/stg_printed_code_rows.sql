-- Every row of the sheets by code as it is printed, placed where its first figure stands. A table: each topic of rules
-- reads it.
{{ config(materialized='table') }}

with

cells as (
    select * from {{ ref('stg_cells') }}
),

final as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        case sheet_id when 'general_budget_basic_by_economic' then 'economic' else 'function' end as classification,
        row_key,
        first(row_label order by column_no, page, row_no, column_key) as label,
        first(file_name order by column_no, page, row_no, column_key) as file_name,
        first(page order by column_no, page, row_no, column_key) as page,
        first(sheet_name order by column_no, page, row_no, column_key) as sheet_name,
        first(row_no order by column_no, page, row_no, column_key) as row_no
    from cells
    where
        sheet_id in (
            'income',
            'expenditure',
            'general_budget_expenditure',
            'general_budget_basic_by_economic',
            'government_fund',
            'state_capital'
        )
        and regexp_full_match(row_key, '\d+')
    group by department_id, fiscal_year, sheet_id, row_key
)

select * from final
