with

members as (
    select * from {{ ref('dq_district_member') }}
),

final as (
    select
        district,
        fiscal_year,
        cast(count(*) filter (where is_expected) as integer) as expected,
        cast(count(*) filter (where is_received) as integer) as received,
        cast(count(*) filter (where is_received and not is_expected) as integer) as received_unexpected,
        cast(count(*) filter (where is_received and not is_late) as integer) as in_time,
        cast(count(*) filter (where is_received and is_late) as integer) as late,
        cast(count(*) filter (where is_received and is_late is null) as integer) as timing_unknown,
        cast(count(*) filter (where status = 'published') as integer) as published,
        cast(count(*) filter (where status = 'withheld') as integer) as withheld,
        cast(count(*) filter (where status = 'missing') as integer) as missing,
        cast(count(*) filter (where status = 'not_yet_due') as integer) as not_yet_due,
        cast(count(*) filter (where status = 'unknown') as integer) as unknown,
        cast(count(*) filter (where has_errors) as integer) as with_errors,
        cast(count(*) filter (where resolved_findings > 0) as integer) as with_resolved,
        cast(sum(open_errors) as integer) as open_errors,
        cast(sum(resolved_findings) as integer) as resolved_findings
    from members
    group by district, fiscal_year
)

select * from final
order by district, fiscal_year
