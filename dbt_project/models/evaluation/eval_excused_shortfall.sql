-- Totals below their floor that a negative amount of another source explains: where other income or expenditure of the
-- same row is printed in red, the expenditure of a code may well be less than its appropriations. They are no errors; a
-- person is told both figures.
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
        department_id,
        fiscal_year,
        row_key,
        sum(-amount) as amount,
        string_agg(
            coalesce(nullif(column_label, ''), column_key) || ' ' || {{ wan_text('amount') }}, ', '
            order by sheet_id desc, column_key asc
        ) as figures
    from {{ ref('stg_cells') }}
    where
        amount < 0
        and sheet_id in ('income', 'expenditure')
        and column_key not in ('total', 'fiscal_appropriation', 'basic', 'project')
    group by department_id, fiscal_year, row_key
),

final as (
    select
        shortfalls.department_year,
        shortfalls.equation,
        negative.figures
    from shortfalls
    inner join negative using (department_id, fiscal_year, row_key)
    where negative.amount >= shortfalls.shortfall
)

select * from final
