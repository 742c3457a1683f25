-- What the diagnosis needs of each department-year with a violation: all its equations with their cells, printed and
-- blank. A mistake behind violations may have changed cells that no violated equation contains.
with

department_years as (
    select * from {{ ref('stg_department_years') }}
),

cell_keys as (
    select * from {{ ref('stg_cell_keys') }}
),

term_years as (
    select * from {{ ref('eval_term_year') }}
),

violated_years as (
    select * from {{ ref('eval_violated_year') }}
),

equations as (
    select * from {{ ref('eval_equation') }}
),

identities as (
    select * from {{ source('control', 'identities') }}
),

identity_terms as (
    select * from {{ source('control', 'identity_terms') }}
),

neighbours as (
    select * from {{ ref('diag_neighbour') }}
),

printed_terms as (
    select
        department_year,
        equation,
        side,
        sign,
        printed_in,
        cell_key,
        amount,
        half_unit
    from {{ ref('eval_term_value') }}
    where
        amount is not null
        and printed_in in (select violated_years.department_year from violated_years)
),

observations as (
    select
        observations.department_year as printed_in,
        observations.cell_key,
        cell_keys.row_no,
        observations.half_unit,
        cell_keys.sheet_id,
        cell_keys.column_key,
        observations.parent_length,
        observations.has_children
    from {{ ref('eval_unresolved_observation') }} as observations
    semi join violated_years using (department_year)
    inner join cell_keys using (cell_key)
),

printed_columns as (
    select
        printed_in,
        sheet_id,
        column_key,
        min(half_unit) as half_unit
    from observations
    group by all
),

printed_rows as (
    select distinct
        printed_in,
        row_no,
        parent_length,
        has_children
    from observations
),

named_rows as (
    select distinct
        cell_keys.sheet_id,
        cell_keys.row_no
    from cell_keys
    inner join identity_terms
        on
            cell_keys.sheet_id = identity_terms.sheet_id
            and cell_keys.row_key = identity_terms.row_key
            and identity_terms.row_rule = 'key'
),

-- a line without any figure is no row of the observations; the identities name it
blank_lines as (
    select distinct
        printed_columns.printed_in,
        named_rows.row_no,
        -1 as parent_length,
        false as has_children
    from printed_columns
    inner join named_rows using (sheet_id)
    anti join printed_rows
        on
            printed_columns.printed_in = printed_rows.printed_in
            and named_rows.row_no = printed_rows.row_no
),

all_rows as (
    select * from printed_rows

    union all

    select * from blank_lines
),

-- where a term has a fallback, a blank is no gap
addends as (
    select
        equation,
        years_back,
        side,
        sign,
        cell_key,
        coalesce(parent_length, -1) as parent_length,
        has_children
    from {{ ref('eval_bound_term') }}
    where not has_fallback
),

-- every column of a sheet is blank in some of its rows
blank_cells as (
    select
        all_rows.printed_in,
        cell_keys.cell_key,
        all_rows.parent_length,
        all_rows.has_children,
        printed_columns.half_unit
    from all_rows
    inner join cell_keys using (row_no)
    inner join printed_columns
        on
            all_rows.printed_in = printed_columns.printed_in
            and cell_keys.sheet_id = printed_columns.sheet_id
            and cell_keys.column_key = printed_columns.column_key
    anti join observations
        on
            all_rows.printed_in = observations.printed_in
            and cell_keys.cell_key = observations.cell_key
),

-- few: joined before the years are, which without their cells would multiply all addends
blank_addends as {{ kept_whole() }} (
    select
        blank_cells.printed_in,
        blank_cells.cell_key,
        blank_cells.half_unit,
        addends.equation,
        addends.years_back,
        addends.side,
        addends.sign
    from blank_cells
    inner join addends using (cell_key, parent_length, has_children)
),

blank_terms as (
    select
        term_years.department_year,
        blank_addends.equation,
        blank_addends.side,
        blank_addends.sign,
        blank_addends.printed_in,
        blank_addends.cell_key,
        blank_addends.half_unit
    from blank_addends
    inner join term_years using (printed_in, years_back)
),

terms as (
    select * from printed_terms

    union all

    select
        department_year,
        equation,
        side,
        sign,
        printed_in,
        cell_key,
        cast(null as decimal(20, 6)) as amount,
        half_unit
    from blank_terms
),

excused as (
    select
        department_year,
        equation
    from {{ ref('eval_excused_shortfall') }}
),

-- looked up among few, not in all of the audit; what is excused accuses no figure
outcomes as (
    select outcomes.*
    from {{ ref('eval_outcome') }} as outcomes
    anti join excused using (department_year, equation)
    where
        outcomes.outcome in ('exact', 'within_rounding', 'violated', 'not_stated')
        and outcomes.department_year in (
            select term_years.department_year
            from term_years
            semi join violated_years on term_years.printed_in = violated_years.department_year
        )
),

final as (
    select
        result_years.department_id,
        result_years.fiscal_year,
        equations.identity_id,
        equations.binding,
        identities.relation,
        case
            when outcomes.outcome in ('violated', 'not_stated') then outcomes.outcome
            else 'holds'
        end as outcome,
        cast(coalesce(outcomes.reported, 0) - coalesce(outcomes.computed, 0) as decimal(20, 6)) as residual,
        outcomes.allowance,
        cell_years.fiscal_year as cell_fiscal_year,
        cell_keys.sheet_id,
        cell_keys.row_key,
        cell_keys.column_key,
        coalesce(neighbours.row_label, '') as row_label,
        terms.amount as printed_value,
        -- a cell of a sheet without one figure that was read may hold an amount as sheets usually print it
        cast(coalesce(2 * terms.half_unit, 0.01) as decimal(20, 12)) as step,
        case terms.side when 'part' then -terms.sign else terms.sign end as direction,
        terms.side = 'total' and terms.amount is null and outcomes.total_count = 0 as is_open_total,
        neighbours.line_no,
        neighbours.column_no,
        neighbours.neighbours
    from terms
    inner join outcomes using (department_year, equation)
    inner join department_years as result_years using (department_year)
    inner join department_years as cell_years on terms.printed_in = cell_years.department_year
    inner join equations using (equation)
    inner join identities using (identity_id)
    inner join cell_keys using (cell_key)
    left join neighbours
        on
            terms.printed_in = neighbours.department_year
            and terms.cell_key = neighbours.cell_key
    where
        outcomes.outcome <> 'not_stated'
        or outcomes.total_count = 0
)

select * from final
