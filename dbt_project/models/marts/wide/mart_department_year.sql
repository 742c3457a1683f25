-- One row for people: each printed total beside the sum of its items. The printed figure is the authority; the
-- difference is what rounding, or a waived violation, leaves between the two.
{% set totals = total_measures().split() %}

with

publishable as (
    select * from {{ ref('dec_publishable') }}
),

departments as (
    select * from {{ ref('dim_department') }}
),

figures as (
    select * from {{ ref('dec_published_figure') }}
),

revenue as (
    select * from {{ ref('fct_revenue_by_function') }}
),

expenditure as (
    select * from {{ ref('fct_expenditure_by_function') }}
),

appropriation as (
    select * from {{ ref('fct_appropriation_by_function') }}
),

basic_expenditure as (
    select * from {{ ref('fct_basic_expenditure_by_economic') }}
),

economic_codes as (
    select * from {{ ref('dim_economic') }}
),

three_public as (
    select * from {{ ref('fct_three_public') }}
),

printed as (
    {{ printed_totals('figures') }}
),

items as (
    select
        department_id,
        fiscal_year,
        'income' as measure,
        amount_wan
    from revenue

    union all

    select
        department_id,
        fiscal_year,
        'expenditure' as measure,
        amount_wan
    from expenditure

    union all

    select
        department_id,
        fiscal_year,
        nature || '_expenditure' as measure,
        amount_wan
    from expenditure
    where nature in ('basic', 'project')

    union all

    select
        department_id,
        fiscal_year,
        budget as measure,
        amount_wan
    from appropriation

    union all

    select
        basic_expenditure.department_id,
        basic_expenditure.fiscal_year,
        case when economic_codes.is_personnel then 'personnel_outlay' else 'operating_outlay' end as measure,
        basic_expenditure.amount_wan
    from basic_expenditure
    inner join economic_codes using (economic_code)

    union all

    select
        department_id,
        fiscal_year,
        'three_public_budget' as measure,
        budget_amount_wan as amount_wan
    from three_public

    union all

    select
        department_id,
        fiscal_year,
        'three_public_final' as measure,
        final_amount_wan as amount_wan
    from three_public
),

summed as (
    select
        department_id,
        fiscal_year,
        measure,
        sum(amount_wan) as amount
    from items
    group by department_id, fiscal_year, measure
),

measured as (
    select
        department_id,
        fiscal_year,
        measure,
        printed.amount as printed_wan,
        cast(summed.amount as decimal(20, 6)) as items_sum_wan,
        cast(printed.amount - summed.amount as decimal(20, 6)) as rounding_difference_wan
    from printed
    full join summed using (department_id, fiscal_year, measure)
),

pivoted as (
    select
        {%- for total in totals %}
            max(printed_wan) filter (where measure = '{{ total }}') as {{ total }}_wan,
            max(items_sum_wan) filter (where measure = '{{ total }}') as {{ total }}_items_sum_wan,
            max(rounding_difference_wan) filter (where measure = '{{ total }}')
                as {{ total }}_rounding_difference_wan,
        {%- endfor %}
        {%- for figure in single_figures().split() %}
            max(printed_wan) filter (where measure = '{{ figure }}') as {{ figure }}_wan,
        {%- endfor %}
        department_id,
        fiscal_year
    from measured
    group by department_id, fiscal_year
),

final as (
    select
        department_id,
        fiscal_year,
        departments.department_name,
        departments.district,
        publishable.quality_status,
        {%- for total in totals %}
            pivoted.{{ total }}_wan,
            pivoted.{{ total }}_items_sum_wan,
            pivoted.{{ total }}_rounding_difference_wan,
        {%- endfor %}
        {%- for figure in single_figures().split() %}
            pivoted.{{ figure }}_wan{% if not loop.last %},{% endif %}
        {%- endfor %}
    from publishable
    inner join departments using (department_id)
    left join pivoted using (department_id, fiscal_year)
)

select * from final
