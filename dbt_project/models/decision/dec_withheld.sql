-- The department-years that were received and do not reach the facts. A view, because the verdicts are written after
-- the tables of this layer.
{{ config(materialized='view') }}

with

verdicts as (
    select * from {{ source('decision', 'verdicts') }}
),

department_years as (
    select * from {{ ref('stg_department_years') }}
),

final as (
    select
        department_id,
        fiscal_year,
        verdicts.verdict,
        coalesce(department_years.is_read and not department_years.is_comparable, false) as is_misfiled
    from verdicts
    left join department_years using (department_id, fiscal_year)
    where verdicts.verdict in {{ one_of('verdict', 'is_withheld') }}
)

select * from final
