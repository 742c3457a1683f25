-- Nothing that is withheld may reach a fact or a mart, under whatever status.
{% set models = [
    'dim_glossary',
    'fct_appropriation_by_function',
    'fct_basic_expenditure_by_economic',
    'fct_budget_execution',
    'fct_claim',
    'fct_expenditure_by_function',
    'fct_fund_balance',
    'fct_income_expenditure_summary',
    'fct_key_task',
    'fct_performance_indicator',
    'fct_project',
    'fct_revenue_by_function',
    'fct_three_public',
    'mart_department_execution',
    'mart_department_year',
    'mart_economic_structure',
    'mart_function_trend',
] %}

with

publishable as (
    select * from {{ ref('dec_publishable') }}
),

published as (
    {%- for model in models %}
        select
            '{{ model }}' as model,
            department_id,
            fiscal_year,
            quality_status
        from {{ ref(model) }}
        {%- if not loop.last %}

            union all
        {% endif %}
    {%- endfor %}
)

select distinct published.*
from published
anti join publishable using (department_id, fiscal_year, quality_status)
