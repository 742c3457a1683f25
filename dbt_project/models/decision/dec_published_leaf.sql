-- The lowest printed rows of the sheets by function, split into what their total consists of. Where a row prints a
-- total and none of its parts, the total stands for them under `unspecified`: a plain sum counts every yuan once.
{{ config(materialized='view') }}

with

figures as (
    select * from {{ ref('dec_published_figure') }}
),

flows as (
    select
        *,
        row_key as function_code
    from figures
    where
        is_leaf
        and sheet_id in ('income', 'expenditure', 'general_budget_expenditure', 'government_fund', 'state_capital')
        and column_key not in ('opening_balance', 'income', 'closing_balance')
),

final as (
    select
        department_id,
        fiscal_year,
        quality_status,
        sheet_id,
        function_code,
        case column_key when 'total' then 'unspecified' else column_key end as part,
        amount,
        document_sha256,
        file_name,
        page,
        sheet_name,
        row_no,
        column_no
    from flows
    qualify
        column_key <> 'total'
        or count(*) over (partition by department_id, fiscal_year, sheet_id, function_code) = 1
)

select * from final
