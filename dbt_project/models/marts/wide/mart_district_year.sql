with

members as (
    select * from {{ ref('dq_district_member') }}
),

department_years as (
    select * from {{ ref('mart_department_year') }}
),

withheld_years as (
    select * from {{ ref('withheld_department_year') }}
),

sheets as (
    select * from {{ ref('dq_sheet') }}
),

published as (
    {{ stated_totals('department_years', 'sheets') }}
),

withheld as (
    {{ withheld_totals('withheld_years') }}
),

counted as (
    select
        district,
        fiscal_year,
        count(*) filter (where is_summed and is_expected) as expected,
        count(*) filter (where is_summed and is_received and not is_expected) as received_unexpected,
        count(*) filter (where is_summed and status = 'unknown') as unknown,
        count(*) filter (where is_summed and status = 'published') as published,
        count(*) filter (where is_summed and status = 'withheld') as withheld,
        count(*) filter (where is_summed and status = 'missing') as missing,
        count(*) filter (where is_summed and status = 'not_yet_due') as not_yet_due,
        count(*) filter (where not is_summed and status = 'published') as left_out
    from members
    group by district, fiscal_year
),

summed as (
    select
        members.district,
        members.fiscal_year,
        published.measure,
        cast(sum(published.amount_wan) as decimal(20, 6)) as amount_wan,
        count(*) filter (where published.statement = 'stated') as stated,
        count(*) filter (where published.statement = 'declared_none') as declared_none,
        count(*) filter (where published.statement = 'not_stated') as not_stated,
        count(*) filter (where published.is_from_items) as from_items
    from published
    inner join members using (department_id, fiscal_year)
    where members.is_summed
    group by members.district, members.fiscal_year, published.measure
),

known_withheld as (
    select
        members.district,
        members.fiscal_year,
        withheld.measure,
        cast(sum(withheld.amount_wan) as decimal(20, 6)) as amount_wan,
        count(*) as department_years
    from withheld
    inner join members using (department_id, fiscal_year)
    where members.is_summed
    group by members.district, members.fiscal_year, withheld.measure
),

-- a sum of nothing is unknown, not zero
known as (
    select
        district,
        fiscal_year,
        measure,
        summed.amount_wan,
        coalesce(summed.amount_wan, 0) as published_wan,
        cast(
            coalesce(summed.amount_wan, 0) + coalesce(known_withheld.amount_wan, 0) as decimal(20, 6)
        ) as known_wan,
        summed.stated,
        summed.declared_none,
        summed.not_stated,
        summed.from_items,
        known_withheld.department_years as withheld_known
    from summed
    full join known_withheld using (district, fiscal_year, measure)
),

final as (
    select
        district,
        fiscal_year,
        measure,
        measures.measure_name,
        known.amount_wan,
        cast(coalesce(known.stated, 0) as integer) as stated,
        cast(counted.expected as integer) as expected,
        cast(counted.published as integer) as published,
        cast(counted.withheld as integer) as withheld,
        cast(counted.missing as integer) as missing,
        cast(counted.not_yet_due as integer) as not_yet_due,
        cast(counted.unknown as integer) as unknown,
        cast(counted.received_unexpected as integer) as received_unexpected,
        cast(counted.left_out as integer) as left_out,
        cast(coalesce(known.declared_none, 0) as integer) as declared_none,
        cast(coalesce(known.not_stated, 0) as integer) as not_stated,
        cast(coalesce(known.from_items, 0) as integer) as from_items,
        cast(coalesce(known.withheld_known, 0) as integer) as withheld_known,
        {{ ratio('known.published_wan', 'known.known_wan') }} as share_of_known,
        counted.published > 0
        and counted.withheld + counted.missing + counted.not_yet_due + counted.unknown = 0
        and coalesce(known.not_stated, 0) = 0 as is_complete
    from counted
    cross join {{ measures_and_sheets() }}
    left join known using (district, fiscal_year, measure)
)

select * from final
order by district, fiscal_year, measure
