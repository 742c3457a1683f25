-- What a person needs to see of a result that does not hold exactly: its figures rendered, where they stand, and which
-- are missing.
with

department_years as (
    select * from {{ ref('stg_department_years') }}
),

sheets as (
    select * from {{ source('landing', 'sheets') }}
),

identities as (
    select * from {{ source('control', 'identities') }}
),

terms as (
    select * from {{ source('control', 'identity_terms') }}
    where side <> 'condition'
),

equations as (
    select * from {{ ref('eval_equation') }}
),

results as (
    select
        department_years.department_id,
        department_years.fiscal_year,
        equations.identity_id,
        equations.binding,
        identities.relation,
        outcomes.outcome,
        outcomes.computed,
        outcomes.total_count,
        outcomes.part_count,
        cast(null as string) as last_digit
    from {{ ref('eval_outcome') }} as outcomes
    inner join department_years using (department_year)
    inner join equations using (equation)
    inner join identities using (identity_id)
    where outcomes.outcome in {{ one_of('outcome', 'has_evidence') }}

    union all

    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        relation,
        outcome,
        computed,
        total_count,
        part_count,
        last_digit
    from {{ ref('eval_claim_result') }}
    where outcome in {{ one_of('outcome', 'has_evidence') }}
),

terms_printed as (
    select
        *,
        coalesce(row_label, row_key) as label,
        coalesce(
            words,
            {{ wan_text('amount') }} || case when unit = '%' then '%' else '' end,
            '?'
        ) as figure
    from {{ ref('eval_evidence_term') }}
),

figures as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        {{ joined_text("case when sign < 0 then '− ' else '+ ' end || label || ' ' || figure", ' ', ['term_no']) }}
        filter (where side = 'part') as part_text,
        {{ joined_text("case when sign < 0 then '− ' else '+ ' end || label || ' ' || figure", ' ', ['term_no']) }}
        filter (where side = 'base') as base_text,
        {{ joined_text(
            "case when column_key = 'wording' then figure else label || ' ' || figure end", ' + ', ['term_no']
        ) }}
        filter (where side = 'total') as total_text,
        {{ joined_text("label || ' ' || column_key || ' ' || figure", ', ', ['term_no']) }}
        filter (where side = 'excuse') as excuse_text,
        {{ joined_text(
            "sheet_id || '[' || row_key || '].' || column_key || ': ' || coalesce(place, '')", '; ', ['term_no']
        ) }} as source_positions
    from terms_printed
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
        results.fiscal_year - terms.years_back as cell_fiscal_year,
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
            and terms.sheet_id <> 'narrative'
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
    anti join terms_printed
        using (department_id, fiscal_year, identity_id, binding, cell_fiscal_year, sheet_id, row_key, column_key)
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
        {{ joined_distinct('cell', ', ') }} as missing_terms
    from missing_cells
    group by all
),

silent as (
    select
        results.department_id,
        results.fiscal_year,
        results.identity_id,
        results.binding,
        {{ joined_distinct("'sheet ' || sheets.sheet_id", ', ') }} as silent_sheets
    from results
    inner join terms using (identity_id)
    inner join sheets
        on
            results.department_id = sheets.department_id
            and results.fiscal_year - terms.years_back = sheets.fiscal_year
            and terms.sheet_id = sheets.sheet_id
    where
        (results.outcome = 'not_stated' and sheets.status in {{ one_of('sheet_status', 'is_silent') }})
        or (results.outcome = 'not_read' and sheets.has_unplaced_figures)
    group by all
),

final as (
    select
        results.department_id,
        results.fiscal_year,
        results.identity_id,
        results.binding,
        case
            when figures.identity_id is null then null
            when results.relation = 'wording' then figures.total_text
            else
                coalesce(trim(leading '+ ' from figures.part_text), '(blank)')
                || coalesce(' / ' || {{ bracketed("trim(leading '+ ' from figures.base_text)") }}, '')
                || case
                    when results.relation = 'ratio'
                        then coalesce(' = ' || {{ wan_text('round(results.computed, 4)') }} || '%', '')
                    when results.part_count > 1 then ' = ' || {{ wan_text('results.computed') }}
                    else ''
                end
                || case
                    when results.outcome <> 'violated' and results.outcome <> 'within_rounding' then ' ↔ '
                    when results.relation = 'at_least' then ' ≰ '
                    when results.outcome = 'within_rounding' then ' ≈ '
                    else ' ≠ '
                end
                || coalesce(figures.total_text, '(blank)')
                || coalesce(', ' || figures.excuse_text, '')
                || case results.last_digit when 'cut_off' then ' (cut off)' when 'off' then ' (last digit)' else '' end
        end as terms,
        coalesce(
            missing.missing_terms,
            case
                when results.outcome = 'not_read' then silent.silent_sheets
                when results.outcome <> 'not_stated' then null
                when results.part_count = 0 then 'parts of ' || results.binding
                when silent.silent_sheets is not null then silent.silent_sheets
                when results.total_count = 0 then 'total of ' || results.binding
                else 'parts of ' || results.binding
            end
        ) as missing_terms,
        figures.source_positions
    from results
    left join figures using (department_id, fiscal_year, identity_id, binding)
    left join missing using (department_id, fiscal_year, identity_id, binding)
    left join silent using (department_id, fiscal_year, identity_id, binding)
)

select * from final
