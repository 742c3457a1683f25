-- Budget, final figure and rate of each published department-year, each with where it is taken from. A budget keeps the
-- name that the disclosure gives it: one of the beginning of the year and one of the whole year are never mixed.
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

claims as (
    select * from {{ ref('fct_claim') }}
),

-- where each is printed: the sheets print a budget of the three public expenses alone
scopes (scope, sheet_id, row_key, column_key) as (
    values
    ('expenditure', 'expenditure', 'total', 'total'),
    ('fiscal_appropriation', 'appropriation_summary', 'expenditure.total', 'total'),
    ('general_public_budget', 'general_budget_expenditure', 'total', 'total'),
    ('government_fund', 'government_fund', 'total', 'total'),
    ('state_capital', 'state_capital', 'total', 'total'),
    ('three_public', 'three_public', 'total', 'final'),
    ('overseas_travel', 'three_public', 'overseas_travel', 'final'),
    ('vehicles', 'three_public', 'vehicles', 'final'),
    ('vehicle_purchase', 'three_public', 'vehicle_purchase', 'final'),
    ('vehicle_operation', 'three_public', 'vehicle_operation', 'final'),
    ('reception', 'three_public', 'reception', 'final'),
    ('meeting', 'three_public', 'meeting', 'final'),
    ('training', 'three_public', 'training', 'final')
),

printed as (
    select
        figures.department_id,
        figures.fiscal_year,
        scopes.scope,
        case figures.column_key when 'budget' then 'budget' else 'final' end as part,
        figures.amount,
        {{ place_text() }} as place
    from figures
    inner join scopes
        on
            figures.sheet_id = scopes.sheet_id
            and figures.row_key = scopes.row_key
            and figures.column_key in (
                scopes.column_key, case scopes.sheet_id when 'three_public' then 'budget' end
            )
),

printed_side_by_side as (
    select
        department_id,
        fiscal_year,
        scope,
        max(amount) filter (where part = 'budget') as budget_wan,
        max(place) filter (where part = 'budget') as budget_place,
        max(amount) filter (where part = 'final') as final_wan,
        max(place) filter (where part = 'final') as final_place
    from printed
    group by department_id, fiscal_year, scope
),

-- the words of the explanation, where it is certain what they are about
told as (
    select
        claims.department_id,
        claims.fiscal_year,
        scopes.scope,
        case
            when claims.kind in ('amount', 'completion') then claims.kind
            when claims.comparison_base in ('initial', 'annual') then claims.comparison_base
            else 'plain'
        end as part,
        claims.comparison_base,
        claims.value,
        claims.claim_no,
        concat_ws(
            ', ',
            claims.file_name,
            'page ' || claims.page,
            claims.worksheet_name,
            'row ' || claims.row_no,
            claims.phrase
        ) as place
    from claims
    inner join scopes using (sheet_id, row_key, column_key)
    where
        claims.source = 'narrative'
        and claims.is_resolved
        and claims.bound_by <> 'doubt'
        and claims.kind in ('amount', 'budget', 'completion')
),

told_side_by_side as (
    select
        department_id,
        fiscal_year,
        scope,
        {%- for part in ('initial', 'annual', 'plain', 'amount', 'completion') %}
            {{ first_by('value', ['claim_no']) }} filter (where part = '{{ part }}') as {{ part }}_value,
            {{ first_by('place', ['claim_no']) }} filter (where part = '{{ part }}') as {{ part }}_place,
        {%- endfor %}
        {{ first_by('comparison_base', ['claim_no']) }} filter (where part = 'completion') as completion_base
    from told
    group by department_id, fiscal_year, scope
),

gathered as (
    select
        department_id,
        fiscal_year,
        scope,
        told.initial_value as initial_budget_wan,
        told.initial_place as initial_budget_place,
        told.annual_value as annual_budget_wan,
        told.annual_place as annual_budget_place,
        coalesce(printed.budget_wan, told.plain_value) as plain_budget_wan,
        case when printed.budget_wan is not null then 'sheet' when told.plain_value is not null then 'text' end
            as plain_budget_source,
        case when printed.budget_wan is not null then printed.budget_place else told.plain_place end
            as plain_budget_place,
        coalesce(printed.final_wan, told.amount_value) as final_wan,
        case when printed.final_wan is not null then 'sheet' when told.amount_value is not null then 'text' end
            as final_source,
        case when printed.final_wan is not null then printed.final_place else told.amount_place end as final_place,
        told.amount_value as told_final_wan,
        told.completion_value as told_rate_percent,
        told.completion_base as told_rate_base,
        told.completion_place as told_rate_place
    from printed_side_by_side as printed
    full join told_side_by_side as told using (department_id, fiscal_year, scope)
),

final as (
    select
        department_id,
        fiscal_year,
        gathered.scope,
        departments.department_name,
        departments.district,
        gathered.initial_budget_wan,
        case when gathered.initial_budget_wan is not null then 'text' end as initial_budget_source,
        gathered.initial_budget_place,
        gathered.annual_budget_wan,
        case when gathered.annual_budget_wan is not null then 'text' end as annual_budget_source,
        gathered.annual_budget_place,
        gathered.plain_budget_wan,
        gathered.plain_budget_source,
        gathered.plain_budget_place,
        gathered.final_wan,
        gathered.final_source,
        gathered.final_place,
        gathered.told_final_wan,
        {{ ratio('gathered.final_wan', 'gathered.initial_budget_wan', 100) }} as initial_rate_percent,
        {{ ratio('gathered.final_wan', 'gathered.annual_budget_wan', 100) }} as annual_rate_percent,
        {{ ratio('gathered.final_wan', 'gathered.plain_budget_wan', 100) }} as plain_rate_percent,
        gathered.told_rate_percent,
        gathered.told_rate_base,
        gathered.told_rate_place,
        publishable.quality_status
    from gathered
    inner join publishable using (department_id, fiscal_year)
    inner join departments using (department_id)
)

select * from final
order by department_id, fiscal_year, scope
