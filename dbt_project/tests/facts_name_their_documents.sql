-- Every row of a fact leads back to a file that was read for the same department-year.
{% set facts = [
    'fct_expenditure_by_function',
    'fct_appropriation_by_function',
    'fct_revenue_by_function',
    'fct_basic_expenditure_by_economic',
    'fct_income_expenditure_summary',
    'fct_fund_balance',
    'fct_three_public',
] %}

with

documents as (
    select * from {{ ref('dim_document') }}
),

facts as (
    {%- for fact in facts %}
        select
            '{{ fact }}' as fact,
            department_id,
            fiscal_year,
            file_name,
            document_sha256
        from {{ ref(fact) }}
        {%- if not loop.last %}

            union all
        {% endif %}
    {%- endfor %}
)

select distinct facts.*
from facts
anti join documents using (department_id, fiscal_year, file_name, document_sha256)
