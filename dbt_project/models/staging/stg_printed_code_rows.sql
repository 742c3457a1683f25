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
        {{ first_by('row_label', ['column_no', 'page', 'row_no', 'column_key']) }} as label,
        {{ first_by('file_name', ['column_no', 'page', 'row_no', 'column_key']) }} as file_name,
        {{ first_by('page', ['column_no', 'page', 'row_no', 'column_key']) }} as page,
        {{ first_by('sheet_name', ['column_no', 'page', 'row_no', 'column_key']) }} as sheet_name,
        {{ first_by('row_no', ['column_no', 'page', 'row_no', 'column_key']) }} as row_no
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
        and {{ full_match('row_key', "'[0-9]+'") }}
    group by department_id, fiscal_year, sheet_id, row_key
)

select * from final
