-- The department-years that reach the marts. A view, because the verdicts are written after the tables of this layer.
{{ config(materialized='view') }}

with

verdicts as (
    select * from {{ source('decision', 'verdicts') }}
),

final as (
    select
        department_id,
        fiscal_year,
        verdict as quality_status
    from verdicts
    where verdict in {{ one_of('verdict', 'is_publishable') }}
)

select * from final
