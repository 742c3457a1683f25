-- The totals of each department over the years, with all that went into it: a department stands at the end of its chain
-- of successors, and a year is the sum of those members of the line that existed in it. It is null unless all of them
-- are published, and a year is compared with the one just before or with none.
with recursive

departments as (
    select * from {{ ref('dim_department') }}
    where parent_id is null
),

coverage as (
    select * from {{ ref('dq_coverage') }}
),

district_members as (
    select * from {{ ref('dq_district_member') }}
),

department_years as (
    select * from {{ ref('mart_department_year') }}
),

sheets as (
    select * from {{ ref('dq_sheet') }}
),

published as (
    {{ stated_totals('department_years', 'sheets') }}
),

lines (department_id, line_id) as (
    select
        department_id,
        department_id as line_id
    from departments
    where successor_id is null

    union all

    select
        departments.department_id,
        lines.line_id
    from departments
    inner join lines on departments.successor_id = lines.department_id
),

members as (
    select
        lines.line_id,
        coverage.fiscal_year,
        department_id,
        coalesce(district_members.verdict, district_members.status, coverage.status) as state,
        coalesce(district_members.status = 'published', false) as is_published
    from lines
    inner join departments using (department_id)
    inner join coverage using (department_id)
    left join district_members using (department_id, fiscal_year)
    where
        coverage.fiscal_year >= coalesce(departments.valid_from, coverage.fiscal_year)
        and coverage.fiscal_year <= coalesce(departments.valid_to, coverage.fiscal_year)
),

measured as (
    select
        members.line_id,
        members.fiscal_year,
        measures.measure,
        measures.measure_name,
        members.department_id,
        published.amount_wan,
        case
            when not members.is_published then members.state
            when published.statement = 'not_stated' then published.statement
        end as lack,
        coalesce(published.statement = 'stated', false) as is_stated
    from members
    cross join {{ measures_and_sheets() }}
    left join published
        on
            members.department_id = published.department_id
            and members.fiscal_year = published.fiscal_year
            and measures.measure = published.measure
),

summed as (
    select
        line_id,
        fiscal_year,
        measure,
        measure_name,
        count(*) as members,
        count(*) filter (where lack is null) as members_published,
        {{ joined_text('department_id', ', ', ['department_id']) }} as member_ids,
        {{ joined_text("department_id || ' ' || fiscal_year || ': ' || lack", '; ', ['department_id']) }} as lacks,
        case when count(lack) = 0 then cast(sum(amount_wan) as decimal(20, 6)) end as amount_wan,
        bool_or(is_stated) as is_stated
    from measured
    group by line_id, fiscal_year, measure, measure_name
),

compared as (
    select
        summed.*,
        before.amount_wan as before_wan,
        cast(summed.amount_wan - before.amount_wan as decimal(20, 6)) as change_wan,
        case
            when summed.lacks is not null then 'this_year_lacks'
            when before.line_id is null then 'no_year_before'
            when before.lacks is not null then 'year_before_lacks'
            when not summed.is_stated or not before.is_stated then 'none_declared'
            when before.amount_wan = 0 then 'from_zero'
            else 'compared'
        end as comparison,
        concat_ws('; ', summed.lacks, before.lacks) as reasons
    from summed
    left join summed as before
        on
            summed.line_id = before.line_id
            and summed.measure = before.measure
            and summed.fiscal_year - 1 = before.fiscal_year
),

final as (
    select
        compared.line_id as department_id,
        compared.fiscal_year,
        compared.measure,
        compared.measure_name,
        departments.department_name,
        departments.district,
        cast(compared.members as integer) as members,
        cast(compared.members_published as integer) as members_published,
        compared.member_ids,
        compared.amount_wan,
        case when compared.comparison in ('compared', 'from_zero') then compared.fiscal_year - 1 end
            as compared_with_year,
        case when compared.comparison in ('compared', 'from_zero') then compared.before_wan end as previous_amount_wan,
        case when compared.comparison in ('compared', 'from_zero') then compared.change_wan end as change_wan,
        case
            when compared.comparison = 'compared'
                then {{ ratio('compared.change_wan', 'compared.before_wan') }}
        end as change_ratio,
        compared.comparison,
        nullif(compared.reasons, '') as lacks
    from compared
    inner join departments on compared.line_id = departments.department_id
)

select * from final
order by department_id, fiscal_year, measure
