-- What the sheets of either side of an identity say of themselves, where that changes an outcome: a side without
-- figures whose sheets all declare that there is nothing is a stated nothing; a sheet that could not be read leaves the
-- identity open; a silent one may hold more; without a disclosure of the year before nothing can be looked back on.
with

term_sheets as (
    select distinct
        identity_id,
        side,
        years_back,
        sheet_id
    from {{ source('control', 'identity_terms') }}
    where side <> 'condition'
),

sides as (
    select
        term_years.department_year,
        term_sheets.identity_id,
        bool_and(sheets.status = 'empty_declared') filter (where term_sheets.side = 'total') as total_declared_nothing,
        bool_and(sheets.status = 'empty_declared') filter (where term_sheets.side = 'part') as parts_declared_nothing,
        bool_or(sheets.status = 'unreadable') as unread_sheet,
        bool_or(sheets.status in ('missing', 'empty')) as silent_sheet,
        bool_or(term_sheets.years_back > 0) as year_before_is_read
    from {{ source('landing', 'sheets') }} as sheets
    inner join term_sheets using (sheet_id)
    inner join {{ ref('stg_department_years') }} as department_years using (department_id, fiscal_year)
    inner join {{ ref('eval_term_year') }} as term_years
        on
            department_years.department_year = term_years.printed_in
            and term_sheets.years_back = term_years.years_back
    group by all
),

final as (
    select
        department_year,
        identity_id,
        coalesce(total_declared_nothing, false) as total_declared_nothing,
        coalesce(parts_declared_nothing, false) as parts_declared_nothing,
        coalesce(unread_sheet, false) as unread_sheet,
        coalesce(silent_sheet, false) as silent_sheet,
        year_before_is_read
    from sides
    where total_declared_nothing or parts_declared_nothing or unread_sheet or silent_sheet or year_before_is_read
)

select * from final
