{# The totals of a disclosure that are summed, compared and charted: to be split. #}
{% macro total_measures() -%}
income expenditure basic_expenditure project_expenditure general_public_budget government_fund state_capital
personnel_outlay operating_outlay three_public_budget three_public_final
{%- endmacro %}

{# Each of them with its Chinese name and the sheet that may say that there is none. #}
{% macro measures_and_sheets() %}
(
    values
    ('income', '本年收入合计', 'income'),
    ('expenditure', '本年支出合计', 'expenditure'),
    ('basic_expenditure', '基本支出', 'expenditure'),
    ('project_expenditure', '项目支出', 'expenditure'),
    ('general_public_budget', '一般公共预算财政拨款支出', 'general_budget_expenditure'),
    ('government_fund', '政府性基金预算财政拨款支出', 'government_fund'),
    ('state_capital', '国有资本经营预算财政拨款支出', 'state_capital'),
    ('personnel_outlay', '人员经费', 'general_budget_basic_by_economic'),
    ('operating_outlay', '公用经费', 'general_budget_basic_by_economic'),
    ('three_public_budget', '“三公”经费预算数', 'three_public'),
    ('three_public_final', '“三公”经费决算数', 'three_public')
) as measures (measure, measure_name, sheet_id)
{% endmacro %}

{# Figures beside them that some templates print, with no items below: to be split. #}
{% macro single_figures() -%} meeting_budget meeting_final training_budget training_final {%- endmacro %}

{# Each total and single figure as printed; the summary stands in where the sheet itself prints no total. #}
{% macro printed_totals(figures) %}
select
    figures.department_id,
    figures.fiscal_year,
    printed_at.measure,
    {{ first_by('figures.amount', ['printed_at.preference']) }} as amount
from {{ figures }} as figures
inner join (
    values
    ('income', 1, 'income', 'total', 'total'),
    ('income', 2, 'income_expenditure_summary', 'income.total', 'final'),
    ('expenditure', 1, 'expenditure', 'total', 'total'),
    ('expenditure', 2, 'income_expenditure_summary', 'expenditure.total', 'final'),
    ('basic_expenditure', 1, 'expenditure', 'total', 'basic'),
    ('project_expenditure', 1, 'expenditure', 'total', 'project'),
    ('general_public_budget', 1, 'general_budget_expenditure', 'total', 'total'),
    ('general_public_budget', 2, 'appropriation_summary', 'expenditure.total', 'general_public_budget'),
    ('government_fund', 1, 'government_fund', 'total', 'total'),
    ('government_fund', 2, 'appropriation_summary', 'expenditure.total', 'government_fund'),
    ('state_capital', 1, 'state_capital', 'total', 'total'),
    ('state_capital', 2, 'appropriation_summary', 'expenditure.total', 'state_capital'),
    ('personnel_outlay', 1, 'general_budget_basic_by_economic', 'personnel_total', 'final'),
    ('operating_outlay', 1, 'general_budget_basic_by_economic', 'operating_total', 'final'),
    ('three_public_budget', 1, 'three_public', 'total', 'budget'),
    ('three_public_final', 1, 'three_public', 'total', 'final'),
    ('meeting_budget', 1, 'three_public', 'meeting', 'budget'),
    ('meeting_final', 1, 'three_public', 'meeting', 'final'),
    ('training_budget', 1, 'three_public', 'training', 'budget'),
    ('training_final', 1, 'three_public', 'training', 'final')
) as printed_at (measure, preference, sheet_id, row_key, column_key)
    using (sheet_id, row_key, column_key)
group by all
{% endmacro %}

{# The lowest printed rows of the sheets by function, split into what their total consists of. Where a row prints a total
   and none of its parts, the total stands for them under `unspecified`: a plain sum counts every yuan once. #}
{% macro leaf_parts(figures) %}
select
    figures.*,
    row_key as function_code,
    case column_key when 'total' then 'unspecified' else column_key end as part
from {{ figures }} as figures
where
    is_leaf
    and sheet_id in ('income', 'expenditure', 'general_budget_expenditure', 'government_fund', 'state_capital')
    and column_key not in ('opening_balance', 'income', 'closing_balance')
qualify
    column_key <> 'total'
    or count(*) over (partition by department_id, fiscal_year, sheet_id, row_key) = 1
{% endmacro %}

{# Each total of each published department-year: its amount, as printed or else the sum of its items, and whether it is
   stated, declared to be none, or neither. #}
{% macro stated_totals(department_years, sheets) %}
select
    amounts.department_id,
    amounts.fiscal_year,
    amounts.measure,
    measures.measure_name,
    amounts.amount_wan,
    amounts.is_from_items,
    case
        when amounts.amount_wan is not null then 'stated'
        when sheets.status = 'empty_declared' then 'declared_none'
        else 'not_stated'
    end as statement
from (
    {%- for measure in total_measures().split() %}
        select
            department_id,
            fiscal_year,
            '{{ measure }}' as measure,
            coalesce({{ measure }}_wan, {{ measure }}_items_sum_wan) as amount_wan,
            {{ measure }}_wan is null and {{ measure }}_items_sum_wan is not null as is_from_items
        from {{ department_years }}
        {%- if not loop.last %}

            union all
        {% endif %}
    {%- endfor %}
) as amounts
inner join {{ measures_and_sheets() }} using (measure)
left join {{ sheets }} as sheets
    on
        amounts.department_id = sheets.department_id
        and amounts.fiscal_year = sheets.fiscal_year
        and measures.sheet_id = sheets.sheet_id
{% endmacro %}

{# Each total that was read of a department-year that is withheld and of which it is known whose it is. #}
{% macro withheld_totals(department_years) %}
{%- for measure in total_measures().split() %}
    select
        department_id,
        fiscal_year,
        '{{ measure }}' as measure,
        {{ measure }}_withheld_wan as amount_wan
    from {{ department_years }}
    where {{ measure }}_withheld_wan is not null and not is_misfiled
    {%- if not loop.last %}

        union all
    {% endif %}
{%- endfor %}
{% endmacro %}
