-- Every finding that was ever published, from the edition that brought it to the one that resolved it. A finding is
-- resolved only where its check was made again: a sheet that can no longer be read resolves nothing.
with

editions as (
    select * from {{ ref('dq_edition') }}
),

violations as (
    select
        results.department_id,
        results.fiscal_year,
        results.identity_id as check_id,
        results.binding,
        results.severity,
        sentences.sentence as words
    from {{ ref('eval_identity_result') }} as results
    left join
        {{ source('decision', 'violation_sentences') }} as sentences
        using (department_id, fiscal_year, identity_id, binding)
    where results.outcome = 'violated'
),

refused as (
    select
        department_id,
        fiscal_year,
        rule_id as check_id,
        binding,
        severity,
        message as words
    from {{ ref('eval_rule_violation') }}
),

-- everything that is wrong now: few, whatever the size of the disclosures
found as (
    select * from violations

    union all

    select * from refused
),

-- of an explanation that stands alone too
was_read as (
    select
        department_id,
        fiscal_year
    from {{ source('decision', 'verdicts') }}
    where verdict in {{ one_of('verdict', 'is_read') }}
),

unanswered as (
    select distinct
        department_id,
        fiscal_year,
        identity_id as check_id,
        binding
    from {{ ref('eval_identity_result') }}
    where outcome in {{ one_of('outcome', 'is_unresolved') }}
),

unanswered_everywhere as (
    select
        department_id,
        fiscal_year,
        check_id
    from unanswered
    where binding = ''
),

previous as (
    select
        *,
        row_number() over (
            partition by department_id, fiscal_year, check_id, binding
            order by first_edition desc
        ) = 1 as is_latest
    from {{ source('control', 'previous_findings') }}
),

earlier as (
    select
        department_id,
        fiscal_year,
        check_id,
        binding,
        first_edition,
        severity,
        words,
        first_seen_at,
        last_edition,
        last_seen_at,
        resolved_edition,
        resolved_at
    from previous
    where not is_latest
),

-- found now: it goes on where the last publication had it open, or where this same edition had it resolved
open_now as (
    select
        found.department_id,
        found.fiscal_year,
        found.check_id,
        found.binding,
        found.severity,
        found.words,
        editions.edition_no,
        editions.published_at,
        previous.first_edition as previous_first_edition,
        previous.first_seen_at as previous_first_seen_at,
        coalesce(previous.resolved_edition, editions.edition_no) = editions.edition_no
        and previous.first_edition is not null as goes_on
    from found
    inner join editions using (department_id, fiscal_year)
    left join previous
        on
            found.department_id = previous.department_id
            and found.fiscal_year = previous.fiscal_year
            and found.check_id = previous.check_id
            and found.binding = previous.binding
            and previous.is_latest
),

still_open as (
    select
        department_id,
        fiscal_year,
        check_id,
        binding,
        case when goes_on then previous_first_edition else edition_no end as first_edition,
        severity,
        words,
        case when goes_on then previous_first_seen_at else published_at end as first_seen_at,
        edition_no as last_edition,
        published_at as last_seen_at,
        cast(null as integer) as resolved_edition,
        cast(null as {{ moment_type() }}) as resolved_at
    from open_now
),

latest as (
    select
        department_id,
        fiscal_year,
        check_id,
        binding,
        first_edition,
        severity,
        words,
        first_seen_at,
        last_edition,
        last_seen_at,
        resolved_edition,
        resolved_at
    from previous
    where is_latest
),

returned as (
    select latest.*
    from latest
    inner join open_now using (department_id, fiscal_year, check_id, binding)
    where not open_now.goes_on
),

-- not found now
not_found as (
    select
        latest.*,
        editions.edition_no,
        editions.published_at,
        latest.resolved_edition is null
        and was_read.department_id is not null
        and unanswered.check_id is null
        and unanswered_everywhere.check_id is null as is_resolved_now
    from latest
    inner join editions using (department_id, fiscal_year)
    left join was_read using (department_id, fiscal_year)
    left join unanswered using (department_id, fiscal_year, check_id, binding)
    left join unanswered_everywhere using (department_id, fiscal_year, check_id)
    anti join found using (department_id, fiscal_year, check_id, binding)
),

gone as (
    select
        department_id,
        fiscal_year,
        check_id,
        binding,
        first_edition,
        severity,
        words,
        first_seen_at,
        last_edition,
        last_seen_at,
        case when is_resolved_now then edition_no else resolved_edition end as resolved_edition,
        case when is_resolved_now then published_at else resolved_at end as resolved_at
    from not_found
),

spells as (
    select * from still_open

    union all

    select * from returned

    union all

    select * from gone

    union all

    select * from earlier
),

final as (
    select
        spells.department_id,
        spells.fiscal_year,
        spells.check_id,
        spells.binding,
        spells.first_edition,
        case
            when spells.resolved_edition is not null then 'resolved'
            when spells.last_edition < editions.edition_no then 'unconfirmed'
            when spells.first_edition = editions.edition_no then 'new'
            else 'persisting'
        end as status,
        editions.edition_no,
        spells.severity,
        spells.words,
        spells.first_seen_at,
        spells.last_edition,
        spells.last_seen_at,
        spells.resolved_edition,
        spells.resolved_at
    from spells
    inner join editions using (department_id, fiscal_year)
)

select * from final
