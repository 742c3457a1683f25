-- Every identity of which a department-year printed no figure: it does not apply, or its sheets could not be read. One
-- with a condition applies only where figures are printed.
with

department_years as (
    select * from {{ ref('stg_department_years') }}
    where is_read
),

equations as (
    select * from {{ ref('eval_equation') }}
),

sheet_results as (
    select * from {{ ref('eval_sheet_result') }}
),

preconditions as (
    select * from {{ ref('eval_precondition') }}
),

evaluated as (
    select distinct
        sheet_results.department_year,
        equations.identity_id
    from sheet_results
    inner join equations using (equation)
),

conditional as (
    select identity_id from {{ source('control', 'identity_terms') }}
    where side = 'condition'
),

final as (
    select
        department_years.department_year,
        equations.equation,
        case
            when
                preconditions.unread_sheet
                and equations.identity_id not in (select conditional.identity_id from conditional)
                then 'not_read'
            else 'not_applicable'
        end as outcome,
        cast(null as decimal(20, 6)) as reported,
        cast(null as decimal(20, 6)) as computed,
        cast(0 as decimal(20, 12)) as allowance,
        cast(0 as integer) as total_count,
        cast(0 as integer) as part_count
    from department_years
    cross join equations
    anti join evaluated using (department_year, identity_id)
    left join preconditions using (department_year, identity_id)
    where equations.binding = ''
)

select * from final
