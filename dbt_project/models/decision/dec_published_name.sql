-- The name under which each code is most often printed. Codes that are only implied by a lower printed one are here
-- too, without a name, so that every roll-up finds its row.
{{ config(materialized='view') }}

with

figures as (
    select * from {{ ref('dec_published_figure') }}
),

printed as (
    select
        case sheet_id when 'general_budget_basic_by_economic' then 'economic' else 'function' end as classification,
        row_key as code,
        nullif(row_label, '') as name,
        count(distinct department_id || fiscal_year) as department_years
    from figures
    where
        sheet_id in (
            'income',
            'expenditure',
            'general_budget_expenditure',
            'government_fund',
            'state_capital',
            'general_budget_basic_by_economic'
        )
        and {{ full_match('row_key', "'[0-9]{3}|[0-9]{5}|[0-9]{7}'") }}
    group by all
),

with_ancestors as (
    select * from printed

    union all

    select
        printed.classification,
        left(printed.code, ancestors.code_length) as code,
        cast(null as string) as name,
        0 as department_years
    from printed
    inner join (values (3), (5)) as ancestors (code_length) on length(printed.code) > ancestors.code_length
),

final as (
    select
        classification,
        code,
        {{ first_by('name', ['-department_years', 'name']) }} filter (where name is not null) as name
    from with_ancestors
    group by classification, code
)

select * from final
