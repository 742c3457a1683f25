-- Every identity for every department-year that was read: does it hold, exactly or within rounding, or not, or could it
-- not be evaluated, and why.
with

term_values as (
    select * from {{ ref('int_term_values') }}
    where side <> 'condition'
),

condition_values as (
    select * from {{ ref('int_term_values') }}
    where side = 'condition'
),

terms as (
    select * from {{ ref('stg_identity_terms') }}
    where side <> 'condition'
),

conditions as (
    select
        identity_id,
        count(*) as figures
    from {{ ref('stg_identity_terms') }}
    where side = 'condition'
    group by all
),

looking_back as (
    select distinct identity_id
    from terms
    where years_back > 0
),

identities as (
    select
        identities.*,
        conditions.figures as condition_figures,
        looking_back.identity_id is not null as looks_back
    from {{ ref('stg_identities') }} as identities
    left join conditions using (identity_id)
    left join looking_back using (identity_id)
    where not coalesce(identities.is_about_claims, false)
),

sheets as (
    select * from {{ ref('stg_sheets') }}
),

read_department_years as (
    select distinct
        department_id,
        fiscal_year
    from {{ ref('stg_documents') }}
),

term_sheets as (
    select distinct
        identity_id,
        side,
        years_back,
        sheet_id
    from terms
),

-- what the sheets of either side say of themselves: a side without figures whose sheets all declare that there is
-- nothing is a stated nothing; a sheet that could not be read leaves the identity open; a silent one may hold more
sides as (
    select
        sheets.department_id,
        sheets.fiscal_year + term_sheets.years_back as fiscal_year,
        term_sheets.identity_id,
        bool_and(sheets.status = 'empty_declared') filter (where term_sheets.side = 'total') as total_declared_nothing,
        bool_and(sheets.status = 'empty_declared') filter (where term_sheets.side = 'part') as parts_declared_nothing,
        bool_or(sheets.status = 'unreadable') as unread_sheet,
        bool_or(term_sheets.years_back > 0) as year_before_is_read,
        string_agg(
            case when sheets.status in ('missing', 'empty') then 'sheet ' || sheets.sheet_id end, ', '
            order by sheets.sheet_id
        ) as silent_sheets
    from term_sheets
    inner join sheets using (sheet_id)
    group by all
),

-- an identity with a condition applies where all its figures are printed and equal
applicable as (
    select
        condition_values.department_id,
        condition_values.fiscal_year,
        condition_values.identity_id
    from condition_values
    inner join conditions using (identity_id)
    group by all
    having
        count(condition_values.amount) = any_value(conditions.figures)
        and min(condition_values.amount) = max(condition_values.amount)
),

summed as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        cast(sum(sign * amount) filter (where side = 'total') as decimal(20, 6)) as reported,
        cast(sum(sign * amount) filter (where side = 'part') as decimal(20, 6)) as computed,
        cast(coalesce(sum(half_unit), 0) as decimal(20, 12)) as allowance,
        count(amount) filter (where side = 'total') as total_count,
        count(amount) filter (where side = 'part') as part_count,
        count(*) - count(amount) as unread_count
    from term_values
    group by all
),

compared as (
    select
        summed.*,
        identities.severity,
        identities.relation,
        identities.where_printed,
        identities.condition_figures is null or applicable.identity_id is not null as applies,
        not identities.looks_back or coalesce(sides.year_before_is_read, false) as has_its_years,
        sides.silent_sheets,
        coalesce(summed.reported, 0) - coalesce(summed.computed, 0) as difference,
        coalesce(sides.total_declared_nothing, false) as total_declared_nothing,
        coalesce(sides.parts_declared_nothing, false) as parts_declared_nothing,
        coalesce(sides.unread_sheet, false) as unread_sheet
    from summed
    inner join identities using (identity_id)
    inner join read_department_years using (department_id, fiscal_year)
    left join sides using (department_id, fiscal_year, identity_id)
    left join applicable using (department_id, fiscal_year, identity_id)
),

judged as (
    select
        *,
        case
            when not applies or not has_its_years then 'not_applicable'
            when unread_count > 0 then 'not_read'
            when unread_sheet then 'not_read'
            when where_printed and total_count = 0 then 'not_applicable'
            when relation = 'at_least' and part_count = 0 then 'not_applicable'
            when relation = 'at_least' and total_count > 0 and difference >= 0 then 'exact'
            when difference = 0 then 'exact'
            when total_count = 0 and not total_declared_nothing then 'not_stated'
            when part_count = 0 and not parts_declared_nothing then 'not_stated'
            when relation = 'at_least' and difference >= -allowance then 'within_rounding'
            when abs(difference) <= allowance then 'within_rounding'
            when relation = 'equals' and silent_sheets is not null then 'not_stated'
            else 'violated'
        end as outcome
    from compared
),

not_applicable as (
    select
        read_department_years.department_id,
        read_department_years.fiscal_year,
        identities.identity_id,
        '' as binding,
        cast(null as decimal(20, 6)) as reported,
        cast(null as decimal(20, 6)) as computed,
        cast(0 as decimal(20, 12)) as allowance,
        0 as total_count,
        0 as part_count,
        identities.severity,
        identities.relation,
        cast(null as varchar) as silent_sheets,
        case
            when identities.condition_figures is null and coalesce(sides.unread_sheet, false) then 'not_read'
            else 'not_applicable'
        end as outcome
    from read_department_years
    cross join identities
    anti join summed using (department_id, fiscal_year, identity_id)
    left join sides using (department_id, fiscal_year, identity_id)
),

results as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        severity,
        relation,
        outcome,
        reported,
        computed,
        allowance,
        total_count,
        part_count,
        silent_sheets
    from judged

    union all by name

    select * from not_applicable
),

open_results as (
    select * from results
    where outcome in ('violated', 'within_rounding', 'not_stated', 'not_read')
),

-- the figures themselves, for the results that a person will want to look at
told as (
    select
        term_values.*,
        coalesce(nullif(term_values.row_label, ''), term_values.row_key) as label,
        coalesce({{ wan_text('term_values.amount') }}, '?') as amount_words,
        {{ place_text() }} as place
    from term_values
    semi join open_results using (department_id, fiscal_year, identity_id, binding)
),

evidence as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        string_agg(
            case when sign < 0 then '− ' else '+ ' end || label || ' ' || amount_words, ' '
            order by slot, sheet_id, row_key, column_key
        ) filter (where side = 'part') as part_words,
        string_agg(
            label || ' ' || amount_words, ' + '
            order by slot, sheet_id, row_key, column_key
        ) filter (where side = 'total') as total_words,
        string_agg(
            sheet_id || '[' || row_key || '].' || column_key || ': ' || place, '; '
            order by side desc, slot asc, sheet_id asc, row_key asc, column_key asc
        ) as source_positions
    from told
    group by all
),

-- single cells that an identity names, or its binding does, and nobody printed
named_cells as (
    select
        results.department_id,
        results.fiscal_year,
        results.identity_id,
        results.binding,
        results.outcome,
        results.total_count,
        results.part_count,
        terms.side,
        terms.years_back,
        terms.sheet_id,
        terms.row_rule = 'key' and terms.column_rule = 'key' as is_named,
        case terms.row_rule
            when 'key' then terms.row_key
            when 'bound' then results.binding
            when 'parent' then split_part(results.binding, '.', 1)
            when 'bound_class' then terms.row_key || results.binding
        end as row_key,
        case
            when terms.column_rule = 'key' then terms.column_key
            when terms.row_rule = 'parent' then split_part(results.binding, '.', 2)
            else results.binding
        end as column_key
    from results
    inner join terms
        on
            results.identity_id = terms.identity_id
            and terms.alternative = 0
            and terms.row_rule in ('key', 'bound', 'parent', 'bound_class')
            and coalesce(nullif(terms.budget, ''), results.binding) = results.binding
    where results.outcome in ('violated', 'not_read', 'not_stated')
),

missing_cells as (
    select
        named_cells.department_id,
        named_cells.fiscal_year,
        named_cells.identity_id,
        named_cells.binding,
        named_cells.sheet_id || '[' || named_cells.row_key || '].' || named_cells.column_key
        || case when named_cells.years_back > 0 then ' of the year before' else '' end as cell
    from named_cells
    anti join term_values
        on
            named_cells.department_id = term_values.department_id
            and named_cells.fiscal_year = term_values.fiscal_year
            and named_cells.identity_id = term_values.identity_id
            and named_cells.binding = term_values.binding
            and named_cells.sheet_id = term_values.sheet_id
            and named_cells.row_key = term_values.row_key
            and named_cells.column_key = term_values.column_key
    where
        (named_cells.outcome in ('violated', 'not_read') and named_cells.is_named)
        or (named_cells.outcome = 'not_stated' and named_cells.side = 'total' and named_cells.total_count = 0)
        or (named_cells.outcome = 'not_stated' and named_cells.side = 'part' and named_cells.part_count = 0)
),

missing as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        string_agg(distinct cell, ', ' order by cell) as missing_terms
    from missing_cells
    group by all
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
        case
            when results.total_count > 0 or results.part_count > 0
                then cast(coalesce(results.reported, 0) - coalesce(results.computed, 0) as decimal(20, 6))
        end as residual,
        results.allowance,
        cast(results.total_count as integer) as total_count,
        cast(results.part_count as integer) as part_count,
        case
            when evidence.identity_id is null then null
            else
                coalesce(ltrim(evidence.part_words, '+ '), '(blank)')
                || case when results.part_count > 1 then ' = ' || {{ wan_text('results.computed') }} else '' end
                || case
                    when results.outcome <> 'violated' and results.outcome <> 'within_rounding' then ' ↔ '
                    when results.relation = 'at_least' then ' ≰ '
                    when results.outcome = 'within_rounding' then ' ≈ '
                    else ' ≠ '
                end
                || coalesce(evidence.total_words, '(blank)')
        end as terms,
        coalesce(
            missing.missing_terms,
            case
                when results.outcome = 'not_stated' and results.part_count = 0 then 'parts of ' || results.binding
                when results.outcome = 'not_stated' then results.silent_sheets
            end
        ) as missing_terms,
        evidence.source_positions,
        cast(null as varchar) as phrase
    from results
    left join evidence using (department_id, fiscal_year, identity_id, binding)
    left join missing using (department_id, fiscal_year, identity_id, binding)

    union all by name

    select * from {{ ref('audit_claim_result') }}
)

select * from final
