-- Expenditure by code at every level, against the year before. The amount is the printed one; where a level is not
-- printed it is the sum of the items below it.
with

figures as (
    select * from {{ ref('dec_published_figure') }}
),

expenditure as (
    select * from {{ ref('fct_expenditure_by_function') }}
),

functions as (
    select * from {{ ref('dim_function') }}
),

departments as (
    select * from {{ ref('dim_department') }}
),

levels as (
    select
        leaves.function_code as leaf_code,
        ancestors.function_code
    from functions as leaves
    inner join functions as ancestors
        on ancestors.function_code in (leaves.class_code, leaves.section_code, leaves.function_code)
),

rolled_up as (
    select
        expenditure.department_id,
        expenditure.fiscal_year,
        expenditure.quality_status,
        levels.function_code,
        sum(expenditure.amount_wan) as items_sum_wan
    from expenditure
    inner join levels on expenditure.function_code = levels.leaf_code
    group by all
),

printed as (
    select
        department_id,
        fiscal_year,
        row_key as function_code,
        amount as printed_wan
    from figures
    where
        sheet_id = 'expenditure'
        and column_key = 'total'
),

amounts as (
    select
        rolled_up.*,
        coalesce(printed.printed_wan, rolled_up.items_sum_wan) as amount_wan
    from rolled_up
    left join printed using (department_id, fiscal_year, function_code)
),

final as (
    select
        amounts.department_id,
        amounts.fiscal_year,
        amounts.function_code,
        departments.department_name,
        functions.level,
        functions.name as function_name,
        functions.class_code,
        functions.section_code,
        cast(amounts.amount_wan as decimal(20, 6)) as amount_wan,
        cast(amounts.items_sum_wan as decimal(20, 6)) as items_sum_wan,
        cast(previous.amount_wan as decimal(20, 6)) as previous_amount_wan,
        cast(amounts.amount_wan - previous.amount_wan as decimal(20, 6)) as change_wan,
        {{ ratio(
            'cast(amounts.amount_wan - previous.amount_wan as decimal(20, 6))',
            'cast(previous.amount_wan as decimal(20, 6))'
        ) }} as change_ratio,
        amounts.quality_status
    from amounts
    inner join functions using (function_code)
    inner join departments using (department_id)
    left join amounts as previous
        on
            amounts.department_id = previous.department_id
            and amounts.function_code = previous.function_code
            and amounts.fiscal_year - 1 = previous.fiscal_year
)

select * from final
