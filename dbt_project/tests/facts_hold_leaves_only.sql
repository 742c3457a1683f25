-- No code of a fact may be an ancestor of another one of the same department-year: a plain sum would count it twice.
with

codes as (
    select distinct
        'fct_expenditure_by_function' as fact,
        department_id,
        fiscal_year,
        function_code as code
    from {{ ref('fct_expenditure_by_function') }}

    union all

    select distinct
        'fct_appropriation_by_function ' || budget as fact,
        department_id,
        fiscal_year,
        function_code as code
    from {{ ref('fct_appropriation_by_function') }}

    union all

    select distinct
        'fct_revenue_by_function' as fact,
        department_id,
        fiscal_year,
        function_code as code
    from {{ ref('fct_revenue_by_function') }}

    union all

    select distinct
        'fct_basic_expenditure_by_economic' as fact,
        department_id,
        fiscal_year,
        economic_code as code
    from {{ ref('fct_basic_expenditure_by_economic') }}
)

select
    ancestors.fact,
    ancestors.department_id,
    ancestors.fiscal_year,
    ancestors.code,
    descendants.code as descendant
from codes as ancestors
inner join codes as descendants
    on
        ancestors.fact = descendants.fact
        and ancestors.department_id = descendants.department_id
        and ancestors.fiscal_year = descendants.fiscal_year
        and length(ancestors.code) < length(descendants.code)
        and left(descendants.code, length(ancestors.code)) = ancestors.code
