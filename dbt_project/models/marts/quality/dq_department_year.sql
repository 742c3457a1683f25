{% set severities = terms('severity').split() %}
{% set statuses = terms('finding_status').split() %}
{% set outcomes = terms('outcome').split() %}

with

coverage as (
    select * from {{ ref('dq_coverage') }}
    where is_expected or is_received
),

verdicts as (
    select * from {{ source('decision', 'verdicts') }}
),

results as (
    select
        department_id,
        fiscal_year,
        {%- for severity in severities %}
            {%- for outcome in outcomes %}
                count(*) filter (where severity = '{{ severity }}' and outcome = '{{ outcome }}')
                    as {{ severity }}_{{ outcome }},
            {%- endfor %}
        {%- endfor %}
        count(*) filter (where is_waived) as waived
    from {{ ref('dq_identity_result') }}
    group by department_id, fiscal_year
),

problems as (
    select
        department_id,
        fiscal_year,
        count(*) as problems
    from {{ ref('dq_problem') }}
    group by department_id, fiscal_year
),

refused as (
    select
        department_id,
        fiscal_year,
        {%- for severity in severities %}
            count(*) filter (where severity = '{{ severity }}') as rule_{{ severity }},
        {%- endfor %}
        count(*) as refused
    from {{ ref('dq_rule_finding') }}
    group by department_id, fiscal_year
),

explained as (
    select
        department_id,
        fiscal_year,
        count(*) as stated_figures,
        count(*) filter (where bound_by <> 'none') as bound_figures
    from {{ source('landing', 'claims') }}
    where source = 'narrative' and kind not in ('direction', 'whole')
    group by department_id, fiscal_year
),

doubtful as (
    select
        department_id,
        fiscal_year,
        count(*) as figures
    from {{ ref('dq_doubtful_figure') }}
    group by department_id, fiscal_year
),

confirmed as (
    select
        department_id,
        fiscal_year,
        count(*) as figures
    from {{ ref('stg_cells') }}
    where confirmed_by is not null
    group by department_id, fiscal_year
),

history as (
    select
        department_id,
        fiscal_year,
        {%- for status in statuses %}
            count(*) filter (where status = '{{ status }}') as {{ status }}_findings,
        {%- endfor %}
        count(*) as findings
    from {{ ref('dq_finding_history') }}
    group by department_id, fiscal_year
),

final as (
    select
        department_id,
        fiscal_year,
        coverage.is_expected,
        coverage.is_received,
        verdicts.verdict,
        verdicts.reasons,
        {%- for severity in severities %}
            {%- for outcome in outcomes %}
                cast(coalesce(results.{{ severity }}_{{ outcome }}, 0) as integer) as {{ severity }}_{{ outcome }},
            {%- endfor %}
        {%- endfor %}
        {%- for severity in severities %}
            cast(coalesce(refused.rule_{{ severity }}, 0) as integer) as rule_{{ severity }},
        {%- endfor %}
        {%- for status in statuses %}
            cast(coalesce(history.{{ status }}_findings, 0) as integer) as findings_{{ status }},
        {%- endfor %}
        cast(coalesce(results.waived, 0) as integer) as waived,
        cast(coalesce(problems.problems, 0) as integer) as problems,
        cast(coalesce(doubtful.figures, 0) as integer) as doubtful_figures,
        cast(coalesce(confirmed.figures, 0) as integer) as confirmed_figures,
        cast(coalesce(explained.stated_figures, 0) as integer) as stated_figures,
        cast(coalesce(explained.bound_figures, 0) as integer) as bound_figures
    from coverage
    left join verdicts using (department_id, fiscal_year)
    left join results using (department_id, fiscal_year)
    left join problems using (department_id, fiscal_year)
    left join doubtful using (department_id, fiscal_year)
    left join confirmed using (department_id, fiscal_year)
    left join explained using (department_id, fiscal_year)
    left join refused using (department_id, fiscal_year)
    left join history using (department_id, fiscal_year)
)

select * from final
