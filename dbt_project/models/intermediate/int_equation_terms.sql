-- Every figure in every equation that it takes part in. Where a term has a stand-in, the stand-in counts only if the
-- publisher left the term itself blank. Each branch reads the view anew: a shared CTE would be kept in memory as a whole.
{{ config(materialized='view') }}

with

first_alternatives as (
    select
        department_year,
        equation,
        slot,
        min(alternative) as alternative
    from {{ ref('int_valued_terms') }}
    where has_stand_in
    group by all
),

final as (
    select * from {{ ref('int_valued_terms') }}
    where not has_stand_in

    union all

    select *
    from {{ ref('int_valued_terms') }}
    semi join first_alternatives using (department_year, equation, slot, alternative)
    where has_stand_in
)

select
    department_year,
    equation,
    slot,
    alternative,
    side,
    sign,
    cell_key,
    amount,
    half_unit
from final
