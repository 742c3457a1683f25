-- Totals below their floor that a negative amount of another source explains: where other income or expenditure of the
-- same row is printed in red, the expenditure of a code may well be less than its appropriations. They are no errors; a
-- person is told both figures. One row for each negative amount.
with

department_years as (
    select * from {{ ref('stg_department_years') }}
),

equations as (
    select * from {{ ref('eval_equation') }}
),

floors as (
    select identities.identity_id
    from {{ source('control', 'identities') }} as identities
    inner join {{ source('control', 'identity_terms') }} as terms using (identity_id)
    where
        identities.relation = 'at_least'
        and terms.side = 'total'
        and terms.sheet_id = 'expenditure'
        and terms.row_rule = 'bound'
),

shortfalls as (
    select
        department_years.department_year,
        department_years.department_id,
        department_years.fiscal_year,
        outcomes.equation,
        equations.binding as row_key,
        coalesce(outcomes.computed, 0) - coalesce(outcomes.reported, 0) - outcomes.allowance as shortfall
    from {{ ref('eval_outcome') }} as outcomes
    inner join equations using (equation)
    semi join floors on equations.identity_id = floors.identity_id
    inner join department_years using (department_year)
    where outcomes.outcome = 'violated'
),

negative as (
    select
        cells.department_id,
        cells.fiscal_year,
        cells.row_key,
        cell_keys.cell_key,
        cells.amount,
        sum(-cells.amount) over (partition by cells.department_id, cells.fiscal_year, cells.row_key) as covered
    from {{ ref('stg_cells') }} as cells
    inner join {{ ref('stg_cell_keys') }} as cell_keys using (sheet_id, row_key, column_key)
    where
        cells.amount < 0
        and cells.sheet_id in ('income', 'expenditure')
        and cells.column_key not in ('total', 'fiscal_appropriation', 'basic', 'project')
),

final as (
    select
        shortfalls.department_year,
        shortfalls.equation,
        negative.cell_key,
        negative.amount
    from shortfalls
    inner join negative using (department_id, fiscal_year, row_key)
    where negative.covered >= shortfalls.shortfall
)

select * from final
