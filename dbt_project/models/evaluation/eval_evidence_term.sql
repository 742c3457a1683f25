-- The figures themselves of every result that does not hold exactly, in the order in which a person is told them, with
-- the words beside them and the place where they stand.
with

department_years as (
    select * from {{ ref('stg_department_years') }}
),

cell_keys as (
    select * from {{ ref('stg_cell_keys') }}
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
        equations.binding
    from {{ ref('eval_outcome') }} as outcomes
    inner join department_years using (department_year)
    inner join equations using (equation)
    where outcomes.outcome in {{ one_of('outcome', 'has_evidence') }}
),

claim_results as (
    select * from {{ ref('eval_claim_result') }}
    where outcome in {{ one_of('outcome', 'has_evidence') }}
),

summed_terms as (
    select
        department_year,
        equation,
        side,
        slot,
        sign,
        printed_in,
        cell_key,
        amount
    from {{ ref('eval_term_value') }}

    union all by name

    select
        department_year,
        equation,
        'excuse' as side,
        0 as slot,
        1 as sign,
        department_year as printed_in,
        cell_key,
        amount
    from {{ ref('eval_excused_shortfall') }}
),

cell_terms as (
    select
        results.department_id,
        results.fiscal_year,
        results.identity_id,
        results.binding,
        cast(
            row_number() over (
                partition by results.department_year, results.equation
                order by
                    summed_terms.side desc, summed_terms.slot asc, summed_terms.cell_key asc,
                    summed_terms.printed_in asc
            ) as integer
        ) as term_no,
        summed_terms.side,
        summed_terms.sign,
        printed_years.department_id as printed_by,
        printed_years.fiscal_year as cell_fiscal_year,
        cell_keys.sheet_id,
        cell_keys.row_key,
        cell_keys.column_key,
        summed_terms.amount
    from summed_terms
    inner join results using (department_year, equation)
    inner join department_years as printed_years on summed_terms.printed_in = printed_years.department_year
    inner join cell_keys using (cell_key)
),

unresolved_claim_terms as (
    select terms.*
    from {{ ref('eval_claim_term') }} as terms
    semi join claim_results using (department_id, fiscal_year, identity_id, binding)
),

claim_terms as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        cast(
            row_number() over (
                partition by department_id, fiscal_year, identity_id, binding
                order by side desc, slot asc, sheet_id asc, row_key asc, column_key asc, cell_fiscal_year asc
            ) as integer
        ) as term_no,
        side,
        sign,
        cell_fiscal_year,
        sheet_id,
        row_key,
        column_key,
        nullif(row_label, '') as row_label,
        amount,
        case when sheet_id = 'narrative' then unit else '万元' end as unit,
        amount_text as words,
        nullif({{ place_text() }}, '') as place
    from unresolved_claim_terms
),

final as (
    select
        cell_terms.department_id,
        cell_terms.fiscal_year,
        cell_terms.identity_id,
        cell_terms.binding,
        cell_terms.term_no,
        cell_terms.side,
        cell_terms.sign,
        cell_terms.cell_fiscal_year,
        cell_terms.sheet_id,
        cell_terms.row_key,
        cell_terms.column_key,
        nullif(cells.row_label, '') as row_label,
        cell_terms.amount,
        '万元' as unit,
        cast(null as varchar) as words,
        nullif({{ place_text() }}, '') as place
    from cell_terms
    -- a place where no figure could be read has no label
    left join {{ ref('stg_cells') }} as cells
        on
            cell_terms.printed_by = cells.department_id
            and cell_terms.cell_fiscal_year = cells.fiscal_year
            and cell_terms.sheet_id = cells.sheet_id
            and cell_terms.row_key = cells.row_key
            and cell_terms.column_key = cells.column_key
            and cell_terms.amount is not null

    union all by name

    select * from claim_terms
)

select * from final
