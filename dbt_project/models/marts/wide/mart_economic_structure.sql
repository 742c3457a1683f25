-- Basic expenditure of the general public budget by economic class. The amount is the printed one; where a class is not
-- printed it is the sum of its sections.
with

figures as (
    select * from {{ ref('dec_published_figure') }}
),

basic_expenditure as (
    select * from {{ ref('fct_basic_expenditure_by_economic') }}
),

economic_codes as (
    select * from {{ ref('dim_economic') }}
),

departments as (
    select * from {{ ref('dim_department') }}
),

rolled_up as (
    select
        basic_expenditure.department_id,
        basic_expenditure.fiscal_year,
        basic_expenditure.quality_status,
        economic_codes.class_code as economic_code,
        sum(basic_expenditure.amount_wan) as items_sum_wan
    from basic_expenditure
    inner join economic_codes using (economic_code)
    group by all
),

printed as (
    select
        department_id,
        fiscal_year,
        row_key as economic_code,
        amount as printed_wan
    from figures
    where
        sheet_id = 'general_budget_basic_by_economic'
        and column_key = 'final'
),

amounts as (
    select
        rolled_up.*,
        coalesce(printed.printed_wan, rolled_up.items_sum_wan) as amount_wan
    from rolled_up
    left join printed using (department_id, fiscal_year, economic_code)
),

-- what is printed of one department-year in all
totals as (
    select
        department_id,
        fiscal_year,
        economic_code,
        cast(amount_wan as decimal(20, 6)) as amount_wan,
        cast(items_sum_wan as decimal(20, 6)) as items_sum_wan,
        quality_status,
        cast(sum(amount_wan) over (partition by department_id, fiscal_year) as decimal(20, 6)) as total_wan
    from amounts
),

final as (
    select
        totals.department_id,
        totals.fiscal_year,
        totals.economic_code,
        departments.department_name,
        economic_codes.name as economic_name,
        economic_codes.is_personnel,
        totals.amount_wan,
        totals.items_sum_wan,
        cast({{ ratio('totals.amount_wan', 'totals.total_wan') }} as decimal(38, 6)) as share,
        totals.quality_status
    from totals
    inner join economic_codes using (economic_code)
    inner join departments using (department_id)
)

select * from final
