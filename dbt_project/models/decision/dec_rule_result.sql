-- Every rule for every department-year that was read: how often it is broken.
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

findings as (
    select
        department_id,
        fiscal_year,
        rule_id,
        count(*) as refused,
        list(message order by sheet_id, row_key, column_key) as messages
    from {{ ref('eval_rule_violation') }}
    group by department_id, fiscal_year, rule_id
),

final as (
    select
        read_department_years.department_id,
        read_department_years.fiscal_year,
        rules.rule_id,
        rules.severity,
        cast(coalesce(findings.refused, 0) as integer) as refused,
        findings.messages
    from read_department_years
    cross join rules
    left join findings using (department_id, fiscal_year, rule_id)
)

select * from final
