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

-- where the figures of claims stand: other claims of the year, or cells
claim_places as (
    select
        claims.department_id,
        claims.fiscal_year,
        'narrative' as sheet_id,
        claims.claim_key as row_key,
        claims.value_text as printed_text,
        claims.phrase,
        claims.document_sha256,
        claims.file_name,
        claims.page,
        claims.table_no,
        claims.sheet_name,
        claims.row_no,
        claims.column_no,
        claims.box_x0,
        claims.box_top,
        claims.box_x1,
        claims.box_bottom
    from {{ source('landing', 'claims') }} as claims
    semi join unresolved_claim_terms as terms
        on
            claims.department_id = terms.department_id
            and claims.fiscal_year = terms.cell_fiscal_year
            and claims.claim_key = terms.row_key
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

placed_claim_terms as (
    select
        terms.*,
        coalesce(claim_places.printed_text, cells.amount_text) as printed_text,
        claim_places.phrase,
        coalesce(claim_places.document_sha256, cells.document_sha256) as document_sha256,
        coalesce(claim_places.file_name, cells.file_name) as file_name,
        coalesce(claim_places.page, cells.page) as page,
        coalesce(claim_places.table_no, cells.table_no) as table_no,
        coalesce(claim_places.sheet_name, cells.sheet_name) as sheet_name,
        coalesce(claim_places.row_no, cells.row_no) as row_no,
        coalesce(claim_places.column_no, cells.column_no) as column_no,
        coalesce(claim_places.box_x0, cells.box_x0) as box_x0,
        coalesce(claim_places.box_top, cells.box_top) as box_top,
        coalesce(claim_places.box_x1, cells.box_x1) as box_x1,
        coalesce(claim_places.box_bottom, cells.box_bottom) as box_bottom
    from claim_terms as terms
    left join claim_places
        on
            terms.department_id = claim_places.department_id
            and terms.cell_fiscal_year = claim_places.fiscal_year
            and terms.sheet_id = claim_places.sheet_id
            and terms.row_key = claim_places.row_key
    left join {{ ref('stg_cells') }} as cells
        on
            terms.department_id = cells.department_id
            and terms.cell_fiscal_year = cells.fiscal_year
            and terms.sheet_id = cells.sheet_id
            and terms.row_key = cells.row_key
            and terms.column_key = cells.column_key
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
        nullif({{ place_text() }}, '') as place,
        cells.amount_text as printed_text,
        cast(null as varchar) as phrase,
        cells.document_sha256,
        cells.file_name,
        cells.page,
        cells.table_no,
        cells.sheet_name,
        cells.row_no,
        cells.column_no,
        cells.box_x0,
        cells.box_top,
        cells.box_x1,
        cells.box_bottom
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

    select * from placed_claim_terms
)

select * from final
