-- What is set apart as withheld is withheld, with the verdict that it has: nothing published stands there, and nothing
-- that was never received.
{% set models = ['withheld_department_year', 'withheld_expenditure_by_function'] %}

with

withheld as (
    select * from {{ ref('dec_withheld') }}
),

set_apart as (
    {%- for model in models %}
        select
            '{{ model }}' as model,
            department_id,
            fiscal_year,
            verdict,
            is_misfiled
        from {{ ref(model) }}
        {%- if not loop.last %}

            union all
        {% endif %}
    {%- endfor %}
)

select distinct set_apart.*
from set_apart
anti join withheld using (department_id, fiscal_year, verdict, is_misfiled)
