-- Every figure that may be published, with the status it is published under.
with

publishable as (
    select * from {{ ref('dec_publishable') }}
),

figures as (
    select * from {{ ref('eval_figure') }}
),

final as (
    select
        department_id,
        fiscal_year,
        publishable.quality_status,
        figures.* exclude (department_id, fiscal_year)
    from figures
    inner join publishable using (department_id, fiscal_year)
)

select * from final
