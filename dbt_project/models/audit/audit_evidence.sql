-- What a person needs to see of a result that does not hold exactly: its figures in words, where they stand, and which
-- are missing.
with

term_values as (
    select * from {{ ref('int_term_values') }}
),

terms as (
    select * from {{ ref('stg_identity_terms') }}
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
        outcomes.part_count
    from {{ ref('audit_outcome') }} as outcomes
    inner join {{ ref('int_department_years') }} as department_years using (department_year)
    inner join {{ ref('int_equations') }} as equations using (equation)
    inner join {{ ref('stg_identities') }} as identities using (identity_id)
    where outcomes.outcome in ('violated', 'within_rounding', 'not_stated', 'not_read')
),

told as (
    select
        term_values.*,
        coalesce(nullif(term_values.row_label, ''), term_values.row_key) as label,
        coalesce({{ wan_text('term_values.amount') }}, '?') as amount_words,
        {{ place_text() }} as place
    from term_values
    semi join results using (department_id, fiscal_year, identity_id, binding)
),

figures as (
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

-- single cells that an identity names and nobody printed
named_cells as (
    select
        results.department_id,
        results.fiscal_year,
        results.identity_id,
        results.binding,
        string_agg(
            distinct terms.sheet_id || '[' || terms.row_key || '].' || terms.column_key, ', '
            order by terms.sheet_id || '[' || terms.row_key || '].' || terms.column_key
        ) as missing_terms
    from results
    inner join terms
        on
            results.identity_id = terms.identity_id
            and terms.alternative = 0
            and terms.row_rule = 'key'
            and terms.column_rule = 'key'
            and (terms.budget = '' or results.binding = terms.budget)
    anti join term_values
        on
            results.department_id = term_values.department_id
            and results.fiscal_year = term_values.fiscal_year
            and results.identity_id = term_values.identity_id
            and results.binding = term_values.binding
            and terms.sheet_id = term_values.sheet_id
            and terms.row_key = term_values.row_key
            and terms.column_key = term_values.column_key
    where
        results.outcome in ('violated', 'not_read')
        or (results.outcome = 'not_stated' and terms.side = 'total' and results.total_count = 0)
        or (results.outcome = 'not_stated' and terms.side = 'part' and results.part_count = 0)
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
            else
                coalesce(ltrim(figures.part_words, '+ '), '(blank)')
                || case when results.part_count > 1 then ' = ' || {{ wan_text('results.computed') }} else '' end
                || case
                    when results.outcome <> 'violated' and results.outcome <> 'within_rounding' then ' ↔ '
                    when results.relation = 'at_least' then ' ≰ '
                    when results.outcome = 'within_rounding' then ' ≈ '
                    else ' ≠ '
                end
                || coalesce(figures.total_words, '(blank)')
        end as terms,
        coalesce(
            named_cells.missing_terms,
            case
                when results.outcome = 'not_stated' and results.total_count = 0 then 'total of ' || results.binding
                when results.outcome = 'not_stated' then 'parts of ' || results.binding
            end
        ) as missing_terms,
        figures.source_positions
    from results
    left join figures using (department_id, fiscal_year, identity_id, binding)
    left join named_cells using (department_id, fiscal_year, identity_id, binding)
)

select * from final
