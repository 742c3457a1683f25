-- Every figure that was read, of whatever department-year, and whether a code is printed below its own. A view, because
-- each department-year is looked at once, behind its verdict.
{{ config(materialized='view') }}

with

cells as (
    select * from {{ ref('stg_cells') }}
),

department_years as (
    select * from {{ ref('stg_department_years') }}
),

cell_keys as (
    select * from {{ ref('stg_cell_keys') }}
),

tree_rows as (
    select * from {{ ref('eval_tree_row') }}
),

final as (
    select
        cells.department_id,
        cells.fiscal_year,
        cells.sheet_id,
        cells.row_key,
        cells.row_label,
        cells.column_key,
        cells.amount,
        coalesce({{ full_match('cells.row_key', "'[0-9]{3}|[0-9]{5}|[0-9]{7}'") }}, false)
        and not coalesce(tree_rows.has_children, false) as is_leaf,
        cells.document_sha256,
        cells.file_name,
        cells.page,
        cells.sheet_name,
        cells.row_no,
        cells.column_no,
        cells.scan_confidence,
        cells.confirmed_by
    from cells
    inner join department_years using (department_id, fiscal_year)
    inner join cell_keys using (sheet_id, row_key, column_key)
    left join tree_rows
        on
            department_years.department_year = tree_rows.department_year
            and cell_keys.row_no = tree_rows.row_no
    where cells.amount is not null
)

select * from final
