-- Every figure that was read of a department-year that is withheld. A view: there are few of them.
{{ config(materialized='view') }}

with

withheld as (
    select * from {{ ref('dec_withheld') }}
),

figures as (
    select * from {{ ref('eval_figure') }}
),

final as (
    select
        department_id,
        fiscal_year,
        withheld.verdict,
        withheld.is_misfiled,
        figures.* exclude (department_id, fiscal_year)
    from figures
    inner join withheld using (department_id, fiscal_year)
)

select * from final
