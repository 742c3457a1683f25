-- The sheets of department-years with violations that repeat those of the year before, figure by figure: nine of ten
-- figures are the same, and different amounts are among them. A sheet of zeros repeats itself every year.
with

violated_years as (
    select * from {{ ref('eval_violated_year') }}
),

years as (
    select department_years.*
    from {{ ref('stg_department_years') }} as department_years
    semi join violated_years using (department_year)
),

cells as (
    select * from {{ ref('stg_cells') }}
),

printed as (
    select
        cells.department_id,
        cells.fiscal_year,
        cells.sheet_id,
        cells.row_key,
        cells.column_key,
        cells.amount
    from cells
    inner join years using (department_id, fiscal_year)
),

earlier as (
    select
        cells.department_id,
        cells.fiscal_year + 1 as fiscal_year,
        cells.sheet_id,
        cells.row_key,
        cells.column_key,
        cells.amount
    from cells
    inner join years
        on
            cells.department_id = years.department_id
            and cells.fiscal_year + 1 = years.fiscal_year
),

compared as (
    select
        printed.department_id,
        printed.fiscal_year,
        printed.sheet_id,
        count(*) as figures,
        count(earlier.amount) as repeated,
        count(distinct nullif(earlier.amount, 0)) as repeated_amounts
    from printed
    left join earlier using (department_id, fiscal_year, sheet_id, row_key, column_key, amount)
    group by all
),

final as (
    select
        department_id,
        fiscal_year,
        sheet_id
    from compared
    where
        10 * repeated >= 9 * figures
        and repeated_amounts >= 3
)

select * from final
