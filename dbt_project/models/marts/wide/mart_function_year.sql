-- Expenditure of a district by code at every level. There is no column of amounts over all levels: each level has its
-- own, null in the rows of the others, so that a plain sum of any column counts no yuan twice.
with

members as (
    select * from {{ ref('dq_district_member') }}
    where is_summed
),

totals as (
    select * from {{ ref('mart_district_year') }}
    where measure = 'expenditure'
),

functions as (
    select * from {{ ref('dim_function') }}
),

department_codes as (
    select * from {{ ref('mart_function_trend') }}
),

withheld_leaves as (
    select * from {{ ref('withheld_expenditure_by_function') }}
    where not is_misfiled
),

published as (
    select
        members.district,
        members.fiscal_year,
        department_codes.function_code,
        cast(sum(department_codes.amount_wan) as decimal(20, 6)) as amount_wan,
        cast(sum(department_codes.items_sum_wan) as decimal(20, 6)) as items_sum_wan,
        count(*) as department_years
    from department_codes
    inner join members using (department_id, fiscal_year)
    group by members.district, members.fiscal_year, department_codes.function_code
),

stating as (
    select
        members.district,
        members.fiscal_year,
        count(distinct department_codes.department_id) as department_years
    from department_codes
    inner join members using (department_id, fiscal_year)
    group by members.district, members.fiscal_year
),

withheld as (
    select
        members.district,
        members.fiscal_year,
        functions.function_code,
        cast(sum(withheld_leaves.withheld_amount_wan) as decimal(20, 6)) as items_sum_wan,
        count(distinct withheld_leaves.department_id) as department_years
    from withheld_leaves
    inner join members using (department_id, fiscal_year)
    inner join functions
        on functions.function_code in (
            withheld_leaves.function_code,
            left(withheld_leaves.function_code, 5),
            left(withheld_leaves.function_code, 3)
        )
    group by members.district, members.fiscal_year, functions.function_code
),

-- both sides as sums of items, because what is withheld has no level that could be trusted
known as (
    select
        district,
        fiscal_year,
        function_code,
        published.amount_wan,
        published.department_years,
        withheld.department_years as withheld_with_code,
        coalesce(published.items_sum_wan, 0) as published_wan,
        cast(
            coalesce(published.items_sum_wan, 0) + coalesce(withheld.items_sum_wan, 0) as decimal(20, 6)
        ) as known_wan
    from published
    full join withheld using (district, fiscal_year, function_code)
),

final as (
    select
        district,
        fiscal_year,
        functions.level,
        function_code,
        functions.name as function_name,
        functions.class_code,
        functions.class_name,
        functions.section_code,
        functions.section_name,
        {%- for level in ('class', 'section', 'item') %}
            case functions.level when '{{ level }}' then known.amount_wan end as {{ level }}_amount_wan,
        {%- endfor %}
        cast(coalesce(known.department_years, 0) as integer) as with_code,
        cast(coalesce(stating.department_years, 0) as integer) as stated,
        totals.expected,
        totals.published,
        totals.withheld,
        totals.missing,
        totals.not_yet_due,
        totals.unknown,
        totals.received_unexpected,
        totals.left_out,
        cast(coalesce(known.withheld_with_code, 0) as integer) as withheld_with_code,
        {{ ratio('known.published_wan', 'known.known_wan') }} as share_of_known
    from known
    inner join totals using (district, fiscal_year)
    inner join functions using (function_code)
    left join stating using (district, fiscal_year)
)

select * from final
order by district, fiscal_year, function_code
