-- Every figure, and every place where a figure stands that could not be read, each with the place of its row in the
-- tree of codes, on which depends what it is a term of. This is what the evaluation adds up, and no more than that:
-- what else is known of a figure is looked up where a person will read it.
with

department_years as (
    select * from {{ ref('stg_department_years') }}
),

cell_keys as (
    select * from {{ ref('stg_cell_keys') }}
),

tree_rows as (
    select * from {{ ref('eval_tree_row') }}
),

unread as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key,
        column_key
    from {{ source('landing', 'unread_cells') }}
),

printed as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key,
        column_key,
        amount,
        half_unit
    from {{ ref('stg_cells') }}

    union all

    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key,
        column_key,
        cast(null as decimal(20, 6)) as amount,
        cast(null as decimal(20, 12)) as half_unit
    from unread
),

final as (
    select
        department_years.department_year,
        cell_keys.cell_key,
        coalesce(tree_rows.parent_length, -1) as parent_length,
        coalesce(tree_rows.has_children, false) as has_children,
        printed.amount,
        -- half a unit is never more than 0.5: this fits into 64 bits
        cast(printed.half_unit as decimal(18, 12)) as half_unit
    from printed
    inner join department_years using (department_id, fiscal_year)
    inner join cell_keys using (sheet_id, row_key, column_key)
    left join tree_rows
        on
            department_years.department_year = tree_rows.department_year
            and cell_keys.row_no = tree_rows.row_no
)

select * from final
