-- Of every figure that a violation may accuse: the label of its row, the line and the column of the page that it stands
-- in, and the figures of the same column on the printed lines right above and below, in the order of their keys where
-- one line prints several.
with

violated_years as (
    select * from {{ ref('eval_violated_year') }}
),

department_years as (
    select department_years.*
    from {{ ref('stg_department_years') }} as department_years
    semi join violated_years using (department_year)
),

cells as (
    select * from {{ ref('stg_cells') }}
),

cell_keys as (
    select * from {{ ref('stg_cell_keys') }}
),

-- the two sides of a summary stand beside each other on the same lines
printed as (
    select
        department_years.department_year,
        cell_keys.cell_key,
        cells.sheet_id,
        cells.column_key,
        cells.row_key like 'income.%' as is_income_side,
        cells.row_label,
        cells.amount,
        cells.column_no,
        dense_rank() over (
            partition by department_years.department_year, cells.sheet_id
            order by cells.page nulls last, cells.sheet_name nulls last, cells.row_no nulls last
        ) as line_no
    from cells
    inner join department_years using (department_id, fiscal_year)
    inner join cell_keys using (sheet_id, row_key, column_key)
),

lines as (
    select
        department_year,
        sheet_id,
        column_key,
        is_income_side,
        line_no,
        {{ listed('amount', ['cell_key']) }} as amounts
    from printed
    group by department_year, sheet_id, column_key, is_income_side, line_no
),

beside as (
    select
        *,
        case when lag(line_no) over printed_column = line_no - 1 then lag(amounts) over printed_column end as above,
        case when lead(line_no) over printed_column = line_no + 1 then lead(amounts) over printed_column end as below
    from lines
    window printed_column as (
        partition by department_year, sheet_id, column_key, is_income_side order by line_no
    )
),

final as (
    select
        department_year,
        printed.cell_key,
        printed.row_label,
        cast(printed.line_no as integer) as line_no,
        printed.column_no,
        {{ appended('beside.above', 'beside.below') }} as neighbours
    from printed
    inner join beside using (department_year, sheet_id, column_key, is_income_side, line_no)
)

select * from final
