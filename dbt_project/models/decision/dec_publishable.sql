-- The department-years that reach the marts: expectations/verdict.py holds the same list. A view, because the verdicts
-- are written after the tables of this layer are built.
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
    where verdict in ('published', 'published_with_warnings', 'published_with_waiver')
)

select * from final
