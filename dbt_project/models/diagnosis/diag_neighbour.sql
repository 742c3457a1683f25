-- Of every figure that a violation may accuse: the label of its row, and the figures of the same column on the printed
-- lines right above and below.
with

department_years as (
    select department_years.*
    from {{ ref('stg_department_years') }} as department_years
    semi join {{ ref('eval_violated_year') }} using (department_year)
),

lines as (
    select
        department_years.department_year,
        cell_keys.cell_key,
        cells.sheet_id,
        cells.row_key,
        cells.column_key,
        cells.row_label,
        cells.amount,
        dense_rank() over (
            partition by department_years.department_year, cells.sheet_id
            order by cells.page, cells.sheet_name, cells.row_no
        ) as line_no
    from {{ ref('stg_cells') }} as cells
    inner join department_years using (department_id, fiscal_year)
    inner join {{ ref('stg_cell_keys') }} as cell_keys using (sheet_id, row_key, column_key)
),

final as (
    select
        department_year,
        cell_key,
        row_label,
        list_concat(
            list(amount) over (printed_column range between 1 preceding and 1 preceding),
            list(amount) over (printed_column range between 1 following and 1 following)
        ) as neighbours
    from lines
    window printed_column as (
        partition by department_year, sheet_id, column_key, starts_with(row_key, 'income.') order by line_no
    )
)

select * from final
