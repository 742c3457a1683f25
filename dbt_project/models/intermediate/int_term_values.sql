-- The figures, with all that is known of them, of the results that a person will look at: those that do not hold
-- exactly, and every result that a figure of a disputed department-year takes part in, because the suspects are found
-- among them. `fiscal_year` is the result's; the figure itself may stand in the year before.
with

open_terms as (
    {{ terms_without_idle_stand_ins(ref('int_open_terms')) }}
),

open_outcomes as (
    select
        department_year,
        equation,
        true as is_open
    from {{ ref('audit_outcome') }}
    where outcome in ('violated', 'within_rounding', 'not_stated', 'not_read')
),

told as (
    select
        open_terms.*,
        open_terms.amount is not null as is_read
    from open_terms
    left join open_outcomes using (department_year, equation)
    where
        open_outcomes.is_open
        or open_terms.printed_in in (select disputed.department_year from {{ ref('int_disputed_years') }} as disputed)
),

read_cells as (
    select distinct
        told.printed_in,
        told.cell_key,
        department_years.department_id,
        department_years.fiscal_year,
        cell_keys.sheet_id,
        cell_keys.row_key,
        cell_keys.column_key
    from told
    inner join {{ ref('int_department_years') }} as department_years
        on told.printed_in = department_years.department_year
    inner join {{ ref('int_cell_keys') }} as cell_keys using (cell_key)
),

-- a place where no figure could be read has no more to tell
described as (
    select
        read_cells.printed_in,
        read_cells.cell_key,
        true as is_read,
        cells.row_label,
        cells.decimals,
        cells.unit,
        cells.file_name,
        cells.page,
        cells.sheet_name,
        cells.row_no,
        cells.column_no
    from {{ ref('stg_cells') }} as cells
    inner join read_cells using (department_id, fiscal_year, sheet_id, row_key, column_key)
),

final as (
    select
        told.department_year,
        told.equation,
        told.printed_in,
        told.cell_key,
        department_years.department_id,
        department_years.fiscal_year,
        equations.identity_id,
        equations.binding,
        told.slot,
        told.alternative,
        told.side,
        told.sign,
        told.years_back,
        cell_keys.sheet_id,
        cell_keys.row_key,
        cell_keys.column_key,
        described.row_label,
        told.amount,
        cast(told.half_unit as decimal(20, 12)) as half_unit,
        described.decimals,
        described.unit,
        described.file_name,
        described.page,
        described.sheet_name,
        described.row_no,
        described.column_no
    from told
    inner join {{ ref('int_department_years') }} as department_years using (department_year)
    inner join {{ ref('int_equations') }} as equations using (equation)
    inner join {{ ref('int_cell_keys') }} as cell_keys using (cell_key)
    left join described using (printed_in, cell_key, is_read)
)

select * from final
