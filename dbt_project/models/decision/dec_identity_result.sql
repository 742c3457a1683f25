-- Every identity for every department-year that was read, in one row: what the bindings came to, and how far the worst
-- of those that no waiver releases goes beyond its allowance. This is all that Great Expectations looks at.
with

department_years as (
    select * from {{ ref('stg_department_years') }}
),

read_department_years as (
    select distinct
        department_id,
        fiscal_year
    from {{ source('landing', 'documents') }}
),

identities as (
    select * from {{ source('control', 'identities') }}
),

equations as (
    select
        equations.equation,
        equations.identity_id,
        equations.binding,
        identities.relation
    from {{ ref('eval_equation') }} as equations
    inner join identities using (identity_id)
),

releases as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        true as is_released
    from {{ ref('dec_waiver_state') }}
    where state = 'in_force'
),

-- by number, because there are almost as many results of the sheets as figures
released_equations as (
    select
        department_years.department_year,
        equations.equation,
        releases.is_released
    from releases
    inner join department_years using (department_id, fiscal_year)
    inner join equations using (identity_id, binding)
),

excused as (
    select distinct
        department_year,
        equation,
        true as is_excused
    from {{ ref('eval_excused_shortfall') }}
),

sheet_results as (
    select
        outcomes.department_year,
        equations.identity_id,
        outcomes.outcome,
        released_equations.is_released,
        excused.is_excused,
        {{ excess('equations.relation', 'coalesce(outcomes.reported, 0) - coalesce(outcomes.computed, 0)') }}
        - outcomes.allowance as excess
    from {{ ref('eval_outcome') }} as outcomes
    inner join equations using (equation)
    left join released_equations using (department_year, equation)
    left join excused using (department_year, equation)
),

of_sheets as (
    select
        department_year,
        identity_id,
        {{ result_counts() }},
        case
            when bool_and(coalesce(is_excused, false)) filter (where outcome = 'violated' and is_released is null)
                then 'warning'
        end as milder
    from sheet_results
    group by all
),

claim_results as (
    select
        results.department_id,
        results.fiscal_year,
        results.identity_id,
        results.severity,
        results.outcome,
        releases.is_released,
        {{ excess('results.relation', 'results.residual') }} - results.allowance as excess
    from {{ ref('eval_claim_result') }} as results
    left join releases using (department_id, fiscal_year, identity_id, binding)
),

of_claims as (
    select
        department_id,
        fiscal_year,
        identity_id,
        {{ result_counts() }},
        -- a single claim may count for less than its identity does
        case
            when bool_and(severity = 'info') filter (where outcome = 'violated' and is_released is null) then 'info'
        end as milder
    from claim_results
    group by all
),

counted as (
    select
        department_years.department_id,
        department_years.fiscal_year,
        of_sheets.identity_id,
        of_sheets.evaluated,
        of_sheets.within_rounding,
        of_sheets.violated,
        of_sheets.not_stated,
        of_sheets.not_read,
        of_sheets.released,
        of_sheets.largest_excess,
        of_sheets.milder
    from of_sheets
    inner join department_years using (department_year)

    union all

    select * from of_claims
),

final as (
    select
        read_department_years.department_id,
        read_department_years.fiscal_year,
        identities.identity_id,
        coalesce(counted.milder, identities.severity) as severity,
        cast(coalesce(counted.evaluated, 0) as integer) as evaluated,
        cast(coalesce(counted.within_rounding, 0) as integer) as within_rounding,
        cast(coalesce(counted.violated, 0) as integer) as violated,
        cast(coalesce(counted.not_stated, 0) as integer) as not_stated,
        cast(coalesce(counted.not_read, 0) as integer) as not_read,
        cast(coalesce(counted.released, 0) as integer) as released,
        cast(
            case
                when coalesce(counted.evaluated, 0) = coalesce(counted.released, 0) then 0
                else counted.largest_excess
            end as decimal(38, 12)
        ) as largest_excess
    from read_department_years
    cross join identities
    left join counted using (department_id, fiscal_year, identity_id)
)

select * from final
-- what is read identity by identity lies together
order by identity_id, department_id, fiscal_year
