-- The observations, each with what its row's place in the tree of codes makes it a term of. They are joined here once
-- and for all: every use of the terms reads them.
with

observations as (
    select * from {{ ref('eval_observation') }}
),

tree_rows as (
    select * from {{ ref('eval_tree_row') }}
),

final as (
    select
        observations.department_year,
        observations.cell_key,
        coalesce(tree_rows.parent_length, -1) as parent_length,
        coalesce(tree_rows.has_children, false) as has_children,
        observations.amount,
        observations.half_unit
    from observations
    left join tree_rows using (department_year, row_no)
)

select * from final
