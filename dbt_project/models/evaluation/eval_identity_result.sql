-- Every identity for every department-year that was read, by name: its outcome, and the evidence where it does not hold
-- exactly. What is about claims is decided in eval_claim_result.
{{ config(materialized='view') }}

with

outcomes as (
    select * from {{ ref('eval_outcome') }}
),

department_years as (
    select * from {{ ref('stg_department_years') }}
),

equations as (
    select * from {{ ref('eval_equation') }}
),

identities as (
    select * from {{ source('control', 'identities') }}
),

evidence as (
    select * from {{ ref('eval_evidence') }}
),

excused as (
    select distinct
        department_year,
        equation
    from {{ ref('eval_excused_shortfall') }}
),

claim_results as (
    select
        results.*,
        evidence.terms,
        evidence.missing_terms,
        evidence.source_positions
    from {{ ref('eval_claim_result') }} as results
    left join evidence using (department_id, fiscal_year, identity_id, binding)
),

final as (
    select
        department_years.department_id,
        department_years.fiscal_year,
        equations.identity_id,
        equations.binding,
        case when excused.equation is null then identities.severity else 'warning' end as severity,
        identities.relation,
        outcomes.outcome,
        outcomes.reported,
        outcomes.computed,
        case
            when outcomes.total_count > 0 or outcomes.part_count > 0
                then cast(coalesce(outcomes.reported, 0) - coalesce(outcomes.computed, 0) as decimal(20, 6))
        end as residual,
        outcomes.allowance,
        outcomes.total_count,
        outcomes.part_count,
        evidence.terms,
        evidence.missing_terms,
        evidence.source_positions,
        cast(null as string) as last_digit,
        cast(null as string) as phrase
    from outcomes
    inner join department_years using (department_year)
    inner join equations using (equation)
    inner join identities using (identity_id)
    left join evidence using (department_id, fiscal_year, identity_id, binding)
    left join excused
        on
            outcomes.department_year = excused.department_year
            and outcomes.equation = excused.equation

    union all

    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        severity,
        relation,
        outcome,
        reported,
        computed,
        residual,
        allowance,
        total_count,
        part_count,
        terms,
        missing_terms,
        source_positions,
        last_digit,
        phrase
    from claim_results
)

select * from final
