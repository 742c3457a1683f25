-- Every identity of claims and every rule of wording for every department-year that was read: the results of
-- eval_identity_result for what the explanation and the self-evaluation forms state. A claim is bound with the figures
-- that belong to it, not by keys; the interval rule is the same, for quotients too.
with

term_values as (
    select * from {{ ref('eval_claim_term') }}
),

identities as (
    select * from {{ source('control', 'identities') }}
    where is_about_claims
),

read_department_years as (
    select * from {{ ref('stg_department_years') }}
    where is_read
),

summed as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        cast(sum(sign * amount) filter (where side = 'total') as decimal(20, 6)) as reported,
        cast(sum(sign * amount) filter (where side = 'part') as decimal(20, 6)) as computed,
        cast(sum(sign * amount) filter (where side = 'base') as decimal(20, 6)) as base,
        cast(coalesce(sum(half_unit), 0) as decimal(20, 12)) as allowance,
        cast(coalesce(sum(half_unit) filter (where side = 'total'), 0) as decimal(20, 12)) as total_allowance,
        cast(coalesce(sum(half_unit) filter (where side = 'part'), 0) as decimal(20, 12)) as part_allowance,
        cast(coalesce(sum(half_unit) filter (where side = 'base'), 0) as decimal(20, 12)) as base_allowance,
        coalesce(max(scale) filter (where side = 'total'), 1) as scale,
        max(phrase) filter (where side = 'total') as phrase,
        count(amount) filter (where side = 'total') as total_count,
        count(amount) filter (where side = 'part') as part_count,
        count(amount) filter (where side = 'base') as base_count,
        count(*) - count(amount) as unread_count
    from term_values
    group by all
),

-- a quotient and its interval, exactly: whole numbers of 10⁻¹², the bounds rounded outwards at the sixth decimal; a
-- base whose interval reaches zero leaves one side unbounded
quotients as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        {{ quotient('computed', 'base', 'scale') }} as computed,
        case
            when {{ lower_bound('computed', 'part_allowance') }} >= 0
                then {{ quotient_below('computed', '-part_allowance', 'base', 'base_allowance', 'scale') }}
            when abs(base) > base_allowance
                then {{ quotient_below('computed', '-part_allowance', 'base', '-base_allowance', 'scale') }}
        end as lowest,
        case
            when {{ upper_bound('computed', 'part_allowance') }} <= 0
                then {{ quotient_above('computed', 'part_allowance', 'base', 'base_allowance', 'scale') }}
            when abs(base) > base_allowance
                then {{ quotient_above('computed', 'part_allowance', 'base', '-base_allowance', 'scale') }}
        end as highest
    from summed
    where base is not null and computed is not null
),

measured as (
    select
        summed.department_id,
        summed.fiscal_year,
        summed.identity_id,
        summed.binding,
        summed.total_count,
        summed.part_count,
        summed.base_count,
        summed.unread_count,
        summed.phrase,
        summed.reported,
        summed.total_allowance,
        identities.severity,
        identities.relation,
        identities.where_printed,
        case identities.relation when 'ratio' then quotients.computed else summed.computed end as computed,
        case identities.relation
            when 'direction'
                then
                    case
                        when summed.reported > 0 then least(summed.computed, 0)
                        when summed.reported < 0 then greatest(summed.computed, 0)
                        else summed.computed
                    end
            when 'ratio'
                then
                    case
                        when summed.reported - summed.total_allowance > quotients.highest
                            then summed.reported - coalesce(quotients.computed, 0)
                        when summed.reported + summed.total_allowance < quotients.lowest
                            then summed.reported - coalesce(quotients.computed, quotients.lowest)
                        else summed.reported - quotients.computed
                    end
            else coalesce(summed.reported, 0) - coalesce(summed.computed, 0)
        end as difference,
        case identities.relation
            when 'direction' then summed.part_allowance
            when 'ratio'
                then
                    cast(
                        case
                            when quotients.computed is null then 0
                            when summed.reported >= quotients.computed
                                then
                                    coalesce(
                                        quotients.highest - quotients.computed + summed.total_allowance,
                                        summed.reported - quotients.computed
                                    )
                            else
                                coalesce(
                                    quotients.computed - quotients.lowest + summed.total_allowance,
                                    quotients.computed - summed.reported
                                )
                        end as decimal(38, 12)
                    )
            else summed.allowance
        end as allowance,
        -- a percentage with its tail cut off instead of rounded: a fault of its own, mild kind
        identities.relation = 'ratio'
        and abs(quotients.computed) > abs(summed.reported)
        and abs(quotients.computed) - abs(summed.reported) < 2 * summed.total_allowance
        and summed.reported * quotients.computed > 0 as is_cut_off,
        -- one figure copied with the same precision and not the same last digit: no rounding lies between them
        identities.relation = 'restates'
        and summed.part_count = 1
        and summed.total_allowance = summed.part_allowance
        and summed.reported <> summed.computed
        and abs(summed.reported - summed.computed) = summed.allowance as is_last_digit_off
    from summed
    inner join identities using (identity_id)
    left join quotients using (department_id, fiscal_year, identity_id, binding)
),

decided as (
    select
        *,
        case
            when unread_count > 0 then 'not_read'
            when relation = 'wording' and difference > 0 then 'violated'
            when where_printed and total_count = 0 then 'not_applicable'
            when relation = 'at_least' and part_count = 0 then 'not_applicable'
            when relation = 'at_least' and total_count > 0 and difference >= 0 then 'exact'
            when relation in ('ratio', 'direction') and part_count = 0 then 'not_stated'
            when relation = 'ratio' and base_count = 0 then 'not_stated'
            when relation = 'ratio' and difference is null then 'not_applicable'
            when difference = 0 then 'exact'
            when total_count = 0 or part_count = 0 then 'not_stated'
            when relation = 'at_least' and difference >= -allowance then 'within_rounding'
            when is_last_digit_off then 'violated'
            when abs(difference) <= allowance then 'within_rounding'
            else 'violated'
        end as outcome
    from measured
),

results as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        case when outcome = 'violated' and (is_cut_off or is_last_digit_off) then 'info' else severity end as severity,
        relation,
        outcome,
        reported,
        computed,
        difference,
        -- what a quotient over next to nothing may be is beyond all measure
        cast(least(allowance, 99999999) as decimal(20, 12)) as allowance,
        total_count,
        part_count,
        case
            when outcome <> 'violated' then null
            when is_cut_off then 'cut_off'
            when is_last_digit_off then 'off'
        end as last_digit,
        phrase
    from decided

    union all

    select
        read_department_years.department_id,
        read_department_years.fiscal_year,
        identities.identity_id,
        '' as binding,
        identities.severity,
        identities.relation,
        'not_applicable' as outcome,
        cast(null as decimal(20, 6)) as reported,
        cast(null as decimal(20, 6)) as computed,
        cast(null as decimal(20, 6)) as difference,
        cast(0 as decimal(20, 12)) as allowance,
        0 as total_count,
        0 as part_count,
        cast(null as string) as last_digit,
        cast(null as string) as phrase
    from read_department_years
    cross join identities
    anti join summed using (department_id, fiscal_year, identity_id)
),

final as (
    select
        results.department_id,
        results.fiscal_year,
        results.identity_id,
        results.binding,
        results.severity,
        results.relation,
        results.outcome,
        results.reported,
        results.computed,
        cast(results.difference as decimal(20, 6)) as residual,
        results.allowance,
        cast(results.total_count as integer) as total_count,
        cast(results.part_count as integer) as part_count,
        results.last_digit,
        results.phrase
    from results
)

select * from final
