-- What a person needs to see of a result that does not hold exactly: its figures rendered, where they stand, and which
-- are missing.
with

department_years as (
    select * from {{ ref('stg_department_years') }}
),

cell_keys as (
    select * from {{ ref('stg_cell_keys') }}
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
        outcomes.department_year,
        outcomes.equation,
        department_years.department_id,
        department_years.fiscal_year,
        equations.identity_id,
        equations.binding,
        identities.relation,
        outcomes.outcome,
        outcomes.computed,
        outcomes.total_count,
        outcomes.part_count
    from {{ ref('eval_outcome') }} as outcomes
    inner join department_years using (department_year)
    inner join equations using (equation)
    inner join identities using (identity_id)
    where outcomes.outcome in {{ one_of('outcome', 'has_evidence') }}
),

term_values as (
    select
        term_values.*,
        printed_years.department_id,
        printed_years.fiscal_year,
        cell_keys.sheet_id,
        cell_keys.row_key,
        cell_keys.column_key,
        term_values.amount is not null as is_read
    from {{ ref('eval_term_value') }} as term_values
    semi join results using (department_year, equation)
    inner join department_years as printed_years on term_values.printed_in = printed_years.department_year
    inner join cell_keys using (cell_key)
),

-- a place where no figure could be read has no label
places as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key,
        column_key,
        true as is_read,
        nullif(cells.row_label, '') as row_label,
        {{ place_text() }} as place
    from {{ ref('stg_cells') }} as cells
    semi join term_values using (department_id, fiscal_year, sheet_id, row_key, column_key)
),

rendered as (
    select
        term_values.*,
        coalesce(places.row_label, term_values.row_key) as label,
        coalesce({{ wan_text('term_values.amount') }}, '?') as amount_text,
        coalesce(places.place, '') as place
    from term_values
    left join places using (department_id, fiscal_year, sheet_id, row_key, column_key, is_read)
),

figures as (
    select
        department_year,
        equation,
        string_agg(
            case when sign < 0 then '− ' else '+ ' end || label || ' ' || amount_text, ' '
            order by slot, cell_key, printed_in
        ) filter (where side = 'part') as part_text,
        string_agg(
            label || ' ' || amount_text, ' + '
            order by slot, cell_key, printed_in
        ) filter (where side = 'total') as total_text,
        string_agg(
            sheet_id || '[' || row_key || '].' || column_key || ': ' || place, '; '
            order by side desc, slot asc, cell_key asc, printed_in asc
        ) as source_positions
    from rendered
    group by department_year, equation
),

-- single cells that an identity names, or its binding does, and nobody printed
named_cells as (
    select
        results.department_year,
        results.equation,
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
        named_cells.department_year,
        named_cells.equation,
        named_cells.sheet_id || '[' || named_cells.row_key || '].' || named_cells.column_key
        || case when named_cells.years_back > 0 then ' of the year before' else '' end as cell
    from named_cells
    anti join term_values using (department_year, equation, years_back, sheet_id, row_key, column_key)
    where
        (named_cells.outcome in ('violated', 'not_read') and named_cells.is_named)
        or (named_cells.outcome = 'not_stated' and named_cells.side = 'total' and named_cells.total_count = 0)
        or (named_cells.outcome = 'not_stated' and named_cells.side = 'part' and named_cells.part_count = 0)
),

missing as (
    select
        department_year,
        equation,
        string_agg(distinct cell, ', ' order by cell) as missing_terms
    from missing_cells
    group by department_year, equation
),

silent as (
    select
        results.department_year,
        results.equation,
        string_agg(distinct 'sheet ' || sheets.sheet_id, ', ' order by 'sheet ' || sheets.sheet_id) as silent_sheets
    from results
    inner join terms using (identity_id)
    inner join sheets
        on
            results.department_id = sheets.department_id
            and results.fiscal_year - terms.years_back = sheets.fiscal_year
            and terms.sheet_id = sheets.sheet_id
    where results.outcome = 'not_stated' and sheets.status in {{ one_of('sheet_status', 'is_silent') }}
    group by results.department_year, results.equation
),

final as (
    select
        results.department_id,
        results.fiscal_year,
        results.identity_id,
        results.binding,
        case
            when figures.equation is null then null
            else
                coalesce(ltrim(figures.part_text, '+ '), '(blank)')
                || case when results.part_count > 1 then ' = ' || {{ wan_text('results.computed') }} else '' end
                || case
                    when results.outcome <> 'violated' and results.outcome <> 'within_rounding' then ' ↔ '
                    when results.relation = 'at_least' then ' ≰ '
                    when results.outcome = 'within_rounding' then ' ≈ '
                    else ' ≠ '
                end
                || coalesce(figures.total_text, '(blank)')
        end as terms,
        coalesce(
            missing.missing_terms,
            case
                when results.outcome = 'not_stated' and results.part_count = 0 then 'parts of ' || results.binding
                when results.outcome = 'not_stated' then silent.silent_sheets
            end
        ) as missing_terms,
        figures.source_positions
    from results
    left join figures using (department_year, equation)
    left join missing using (department_year, equation)
    left join silent using (department_year, equation)
)

select * from final
