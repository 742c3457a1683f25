-- What decides an outcome beside the figures of an equation. What the sheets of either side say of themselves: a side
-- without figures whose sheets all declare that there is nothing is a stated nothing; a sheet that could not be read
-- leaves the identity unresolved; a silent one may hold more, and so may one on a picture of which figures were read
-- under no key; without a disclosure of the year before nothing can be
-- looked back on. And the figures of a condition: an identity that has one applies where all of them are printed, and
-- equal.
with

observations as (
    select * from {{ ref('eval_observation') }}
),

cell_keys as (
    select * from {{ ref('stg_cell_keys') }}
),

department_years as (
    select * from {{ ref('stg_department_years') }}
),

term_years as (
    select * from {{ ref('eval_term_year') }}
),

sheets as (
    select * from {{ source('landing', 'sheets') }}
),

terms as (
    select * from {{ source('control', 'identity_terms') }}
),

term_sheets as (
    select distinct
        identity_id,
        side,
        years_back,
        sheet_id
    from terms
    where side <> 'condition'
),

declared as (
    select
        term_years.department_year,
        term_sheets.identity_id,
        bool_and(sheets.status = 'empty_declared') filter (where term_sheets.side = 'total') as total_declared_nothing,
        bool_and(sheets.status = 'empty_declared') filter (where term_sheets.side = 'part') as parts_declared_nothing,
        bool_or(sheets.status = 'unreadable') as unread_sheet,
        bool_or(sheets.status in {{ one_of('sheet_status', 'is_silent') }}) as silent_sheet,
        bool_or(sheets.has_unplaced_figures) as unplaced_figures,
        bool_or(term_sheets.years_back > 0) as year_before_is_read
    from sheets
    inner join term_sheets using (sheet_id)
    inner join department_years using (department_id, fiscal_year)
    inner join term_years
        on
            department_years.department_year = term_years.printed_in
            and term_sheets.years_back = term_years.years_back
    group by term_years.department_year, term_sheets.identity_id
),

condition_cells as (
    select
        terms.identity_id,
        cell_keys.cell_key
    from terms
    inner join cell_keys using (sheet_id, row_key, column_key)
    where terms.side = 'condition'
),

conditions as (
    select
        identity_id,
        count(*) as figures
    from terms
    where side = 'condition'
    group by identity_id
),

met as (
    select
        observations.department_year,
        conditions.identity_id,
        true as meets_condition
    from observations
    inner join condition_cells using (cell_key)
    inner join conditions using (identity_id)
    group by observations.department_year, conditions.identity_id, conditions.figures
    having
        count(observations.amount) = conditions.figures
        and min(observations.amount) = max(observations.amount)
),

stated as (
    select
        department_year,
        identity_id,
        coalesce(declared.total_declared_nothing, false) as total_declared_nothing,
        coalesce(declared.parts_declared_nothing, false) as parts_declared_nothing,
        coalesce(declared.unread_sheet, false) as unread_sheet,
        coalesce(declared.silent_sheet, false) as silent_sheet,
        coalesce(declared.unplaced_figures, false) as unplaced_figures,
        coalesce(declared.year_before_is_read, false) as year_before_is_read,
        coalesce(met.meets_condition, false) as meets_condition
    from declared
    full join met using (department_year, identity_id)
),

final as (
    select * from stated
    where
        total_declared_nothing
        or parts_declared_nothing
        or unread_sheet
        or silent_sheet
        or unplaced_figures
        or year_before_is_read
        or meets_condition
)

select * from final
