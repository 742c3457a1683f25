-- The figures of the results that a person will look at: those that do not hold exactly, and every result that a
-- figure of a disputed department-year takes part in, because the suspects are found among them. What else is known of
-- a figure is looked up where it is told.
with

open_terms as (
    {{ terms_without_idle_stand_ins(ref('eval_unresolved_term')) }}
),

open_outcomes as (
    select
        department_year,
        equation,
        true as is_open
    from {{ ref('eval_outcome') }}
    where outcome in ('violated', 'within_rounding', 'not_stated', 'not_read')
),

final as (
    select
        open_terms.department_year,
        open_terms.equation,
        open_terms.slot,
        open_terms.side,
        open_terms.sign,
        open_terms.years_back,
        open_terms.printed_in,
        open_terms.cell_key,
        open_terms.amount,
        open_terms.half_unit
    from open_terms
    left join open_outcomes using (department_year, equation)
    where
        open_outcomes.is_open
        or open_terms.printed_in in (select disputed.department_year from {{ ref('eval_violated_year') }} as disputed)
)

select * from final
