-- One row per department-year that is withheld, with the totals as they were read: a column is named for what it holds,
-- so that no amount of this table is mistaken for a published one.
with

withheld as (
    select * from {{ ref('dec_withheld') }}
),

departments as (
    select * from {{ ref('dim_department') }}
),

verdicts as (
    select * from {{ source('decision', 'verdicts') }}
),

figures as (
    select * from {{ ref('dec_withheld_figure') }}
),

printed as (
    {{ printed_totals('figures') }}
),

pivoted as (
    select
        {%- for measure in total_measures().split() + single_figures().split() %}
            max(amount) filter (where measure = '{{ measure }}') as {{ measure }}_withheld_wan,
        {%- endfor %}
        department_id,
        fiscal_year
    from printed
    group by department_id, fiscal_year
),

final as (
    select
        department_id,
        fiscal_year,
        departments.department_name,
        departments.district,
        withheld.verdict,
        verdicts.reasons,
        withheld.is_misfiled,
        {%- for measure in total_measures().split() + single_figures().split() %}
            pivoted.{{ measure }}_withheld_wan{% if not loop.last %},{% endif %}
        {%- endfor %}
    from withheld
    inner join verdicts using (department_id, fiscal_year)
    inner join departments using (department_id)
    left join pivoted using (department_id, fiscal_year)
)

select * from final
order by department_id, fiscal_year
