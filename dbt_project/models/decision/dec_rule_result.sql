-- Every rule for every department-year that was read, in one row: in how many places it is broken. This is all that
-- Great Expectations looks at.
with

read_department_years as (
    select distinct
        department_id,
        fiscal_year
    from {{ source('landing', 'documents') }}
),

rules as (
    select * from {{ source('control', 'rules') }}
),

violations as (
    select
        department_id,
        fiscal_year,
        rule_id,
        count(*) as refused
    from {{ ref('eval_rule_violation') }}
    group by department_id, fiscal_year, rule_id
),

final as (
    select
        read_department_years.department_id,
        read_department_years.fiscal_year,
        rules.rule_id,
        rules.severity,
        cast(coalesce(violations.refused, 0) as integer) as refused
    from read_department_years
    cross join rules
    left join violations using (department_id, fiscal_year, rule_id)
)

select * from final
-- what is read rule by rule lies together
order by rule_id, department_id, fiscal_year
