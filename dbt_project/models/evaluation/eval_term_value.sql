-- The figures of the results that a person will look at: those that do not hold exactly, and every result that a
-- figure of a violated department-year takes part in, because the candidate cells are found among them. What else is
-- known of a figure is looked up where it is rendered.
with

unresolved_terms as (
    {{ equation_terms(ref('eval_unresolved_observation')) }}
),

violated_years as (
    select * from {{ ref('eval_violated_year') }}
),

unresolved_outcomes as (
    select
        department_year,
        equation,
        true as is_unresolved
    from {{ ref('eval_outcome') }}
    where outcome in {{ one_of('outcome', 'has_evidence') }}
),

final as (
    select
        unresolved_terms.department_year,
        unresolved_terms.equation,
        unresolved_terms.slot,
        unresolved_terms.side,
        unresolved_terms.sign,
        unresolved_terms.years_back,
        unresolved_terms.printed_in,
        unresolved_terms.cell_key,
        unresolved_terms.amount,
        unresolved_terms.half_unit
    from unresolved_terms
    left join unresolved_outcomes using (department_year, equation)
    where
        unresolved_outcomes.is_unresolved
        or unresolved_terms.printed_in in (select violated_years.department_year from violated_years)
)

select * from final
