-- What the search for suspects needs of each violation: its cells, printed and blank, and all other equations that a
-- change of one of them would touch.
with

results as (
    select * from {{ ref('audit_identity_result') }}
    where
        outcome in ('exact', 'within_rounding', 'violated')
        or (outcome = 'not_stated' and total_count = 0)
),

violated as (
    select * from results
    where outcome = 'violated'
),

accused_department_years as (
    select distinct
        department_id,
        unnest([fiscal_year, fiscal_year - 1]) as fiscal_year
    from violated
),

term_values as (
    select
        *,
        fiscal_year - years_back as cell_fiscal_year
    from {{ ref('int_term_values') }}
    where side <> 'condition' and amount is not null
),

observations as (
    select observations.*
    from {{ ref('int_observations') }} as observations
    semi join accused_department_years using (department_id, fiscal_year)
),

printed_lines as (
    select
        *,
        dense_rank() over (
            partition by department_id, fiscal_year, sheet_id
            order by page, sheet_name, row_no
        ) as line_no
    from observations
),

-- the figures of the same column on the printed lines right above and below
neighbours as (
    select
        department_id,
        fiscal_year as cell_fiscal_year,
        sheet_id,
        row_key,
        column_key,
        list_concat(
            list(amount) over (printed_column range between 1 preceding and 1 preceding),
            list(amount) over (printed_column range between 1 following and 1 following)
        ) as neighbours
    from printed_lines
    window printed_column as (
        partition by department_id, fiscal_year, sheet_id, column_key, starts_with(row_key, 'income.') order by line_no
    )
),

disputed as (
    select distinct
        term_values.department_id,
        term_values.cell_fiscal_year,
        term_values.sheet_id,
        term_values.row_key,
        term_values.column_key
    from term_values
    semi join violated using (department_id, fiscal_year, identity_id, binding)
),

printed_terms as (
    select
        term_values.department_id,
        term_values.fiscal_year,
        term_values.identity_id,
        term_values.binding,
        term_values.side,
        term_values.sign,
        term_values.cell_fiscal_year,
        term_values.sheet_id,
        term_values.row_key,
        term_values.column_key,
        term_values.row_label,
        term_values.amount,
        term_values.half_unit
    from term_values
    semi join disputed using (department_id, cell_fiscal_year, sheet_id, row_key, column_key)
),

printed_columns as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        column_key,
        min(half_unit) as half_unit
    from observations
    group by all
),

printed_rows as (
    select distinct
        department_id,
        fiscal_year,
        sheet_id,
        row_key,
        coalesce(parent_row_key, '') as parent_row_key,
        has_children
    from observations
),

-- a line without any figure is no row of the observations; the identities name it
blank_lines as (
    select distinct
        printed_columns.department_id,
        printed_columns.fiscal_year,
        terms.sheet_id,
        terms.row_key,
        '' as parent_row_key,
        false as has_children
    from printed_columns
    inner join {{ ref('stg_identity_terms') }} as terms
        on
            printed_columns.sheet_id = terms.sheet_id
            and terms.row_rule = 'key'
    anti join printed_rows
        on
            printed_columns.department_id = printed_rows.department_id
            and printed_columns.fiscal_year = printed_rows.fiscal_year
            and terms.sheet_id = printed_rows.sheet_id
            and terms.row_key = printed_rows.row_key
),

all_rows as (
    select * from printed_rows

    union all

    select * from blank_lines
),

stand_ins as (
    select
        identity_id,
        slot
    from {{ ref('stg_identity_terms') }}
    where alternative > 0
),

-- where a term has a stand-in, a blank is no gap
addends as (
    select bound_terms.*
    from {{ ref('int_bound_terms') }} as bound_terms
    anti join stand_ins using (identity_id, slot)
    where bound_terms.side <> 'condition'
),

blank_cells as (
    select distinct
        violated.department_id,
        printed_columns.fiscal_year as cell_fiscal_year,
        addends.sheet_id,
        addends.row_key,
        addends.column_key,
        addends.parent_row_key,
        addends.has_children,
        printed_columns.half_unit
    from violated
    inner join addends using (identity_id, binding)
    inner join printed_columns
        on
            violated.department_id = printed_columns.department_id
            and violated.fiscal_year - addends.years_back = printed_columns.fiscal_year
            and addends.sheet_id = printed_columns.sheet_id
            and addends.column_key = printed_columns.column_key
    inner join all_rows
        on
            printed_columns.department_id = all_rows.department_id
            and printed_columns.fiscal_year = all_rows.fiscal_year
            and addends.sheet_id = all_rows.sheet_id
            and addends.row_key = all_rows.row_key
            and addends.parent_row_key = all_rows.parent_row_key
            and addends.has_children = all_rows.has_children
    anti join observations
        on
            violated.department_id = observations.department_id
            and printed_columns.fiscal_year = observations.fiscal_year
            and addends.sheet_id = observations.sheet_id
            and addends.row_key = observations.row_key
            and addends.column_key = observations.column_key
),

blank_terms as (
    select
        blank_cells.department_id,
        blank_cells.cell_fiscal_year + addends.years_back as fiscal_year,
        addends.identity_id,
        addends.binding,
        addends.side,
        addends.sign,
        blank_cells.cell_fiscal_year,
        blank_cells.sheet_id,
        blank_cells.row_key,
        blank_cells.column_key,
        blank_cells.half_unit
    from blank_cells
    inner join addends using (sheet_id, row_key, column_key, parent_row_key, has_children)
),

terms as (
    select * from printed_terms

    union all by name

    select * from blank_terms
),

final as (
    select
        terms.department_id,
        terms.fiscal_year,
        terms.identity_id,
        terms.binding,
        results.relation,
        case
            when results.outcome in ('violated', 'not_stated') then results.outcome
            else 'holds'
        end as outcome,
        results.residual,
        results.allowance,
        terms.cell_fiscal_year,
        terms.sheet_id,
        terms.row_key,
        terms.column_key,
        coalesce(terms.row_label, '') as row_label,
        terms.amount as printed_value,
        cast(2 * terms.half_unit as decimal(20, 12)) as step,
        case terms.side when 'part' then -terms.sign else terms.sign end as direction,
        neighbours.neighbours
    from terms
    inner join results using (department_id, fiscal_year, identity_id, binding)
    left join neighbours using (department_id, cell_fiscal_year, sheet_id, row_key, column_key)
    where
        results.outcome <> 'not_stated'
        or (terms.amount is null and terms.side = 'total')
)

select * from final
