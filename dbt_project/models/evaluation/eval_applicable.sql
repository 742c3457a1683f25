-- Where an identity with a condition applies: all figures that the condition names are printed, and equal.
with

condition_cells as (
    select
        terms.identity_id,
        cell_keys.cell_key
    from {{ source('control', 'identity_terms') }} as terms
    inner join {{ ref('stg_cell_keys') }} as cell_keys using (sheet_id, row_key, column_key)
    where terms.side = 'condition'
),

conditions as (
    select
        identity_id,
        count(*) as figures
    from {{ source('control', 'identity_terms') }}
    where side = 'condition'
    group by all
),

final as (
    select
        observations.department_year,
        conditions.identity_id
    from {{ ref('eval_observation') }} as observations
    inner join condition_cells using (cell_key)
    inner join conditions using (identity_id)
    group by all
    having
        count(observations.amount) = any_value(conditions.figures)
        and min(observations.amount) = max(observations.amount)
)

select * from final
