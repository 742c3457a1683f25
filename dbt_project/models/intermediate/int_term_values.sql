-- The figures, with all that is known of them, of the results that a person will look at: those that do not hold
-- exactly, and every result of a department-year with a violation, because the suspects are found among them.
with

open_terms as (
    {{ terms_without_idle_stand_ins(ref('int_open_terms')) }}
),

outcomes as (
    select * from {{ ref('audit_outcome') }}
    where
        outcome in ('within_rounding', 'not_stated', 'not_read')
        or department_year in (
            select violated.department_year from {{ ref('audit_outcome') }} as violated
            where violated.outcome = 'violated'
        )
),

told as (
    select
        open_terms.*,
        open_terms.amount is not null as is_read
    from open_terms
    semi join outcomes using (department_year, equation)
),

read_cells as (
    select distinct
        told.department_year,
        told.cell_key,
        department_years.department_id,
        department_years.fiscal_year,
        cell_keys.sheet_id,
        cell_keys.row_key,
        cell_keys.column_key
    from told
    inner join {{ ref('int_department_years') }} as department_years using (department_year)
    inner join {{ ref('int_cell_keys') }} as cell_keys using (cell_key)
),

-- a place where no figure could be read has no more to tell
described as (
    select
        read_cells.department_year,
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
        department_years.department_id,
        department_years.fiscal_year,
        equations.identity_id,
        equations.binding,
        told.slot,
        told.alternative,
        told.side,
        told.sign,
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
    left join described using (department_year, cell_key, is_read)
)

select * from final
