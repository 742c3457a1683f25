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

    union all

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
        -- a place where no figure could be read has no label
        case when summed_terms.amount is not null then cell_keys.row_key end as read_row_key,
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

-- where claims stand, and what a rule of wording found: it may name what it found by the key of a claim
statements as (
    select
        department_id,
        fiscal_year,
        'narrative' as sheet_id,
        '' as identity_id,
        claim_key as row_key,
        -- the whole that shares add up to is printed nowhere
        case when kind <> 'whole' then value_text end as printed_text,
        phrase,
        document_sha256,
        file_name,
        page,
        table_no,
        sheet_name,
        row_no,
        column_no,
        box_x0,
        box_top,
        box_x1,
        box_bottom
    from {{ source('landing', 'claims') }}

    union all

    select
        wording.department_id,
        wording.fiscal_year,
        'narrative' as sheet_id,
        wording.identity_id,
        wording.binding as row_key,
        cast(null as string) as printed_text,
        wording.phrase,
        documents.document_sha256,
        wording.file_name,
        wording.page,
        wording.table_no,
        wording.sheet_name,
        wording.row_no,
        wording.column_no,
        wording.box_x0,
        wording.box_top,
        wording.box_x1,
        wording.box_bottom
    from {{ source('landing', 'wording_findings') }} as wording
    inner join {{ source('landing', 'documents') }} as documents using (department_id, fiscal_year, file_name)
    where wording.outcome = 'violated'
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
        coalesce(statements.printed_text, cells.amount_text) as printed_text,
        statements.phrase,
        coalesce(statements.document_sha256, cells.document_sha256) as document_sha256,
        coalesce(statements.file_name, cells.file_name) as file_name,
        coalesce(statements.page, cells.page) as page,
        coalesce(statements.table_no, cells.table_no) as table_no,
        coalesce(statements.sheet_name, cells.sheet_name) as sheet_name,
        coalesce(statements.row_no, cells.row_no) as row_no,
        coalesce(statements.column_no, cells.column_no) as column_no,
        coalesce(statements.box_x0, cells.box_x0) as box_x0,
        coalesce(statements.box_top, cells.box_top) as box_top,
        coalesce(statements.box_x1, cells.box_x1) as box_x1,
        coalesce(statements.box_bottom, cells.box_bottom) as box_bottom,
        cells.scan_confidence,
        cells.confirmed_by
    from claim_terms as terms
    left join statements
        on
            terms.department_id = statements.department_id
            and terms.cell_fiscal_year = statements.fiscal_year
            and terms.sheet_id = statements.sheet_id
            and terms.row_key = statements.row_key
            and case terms.column_key when 'wording' then terms.identity_id else '' end = statements.identity_id
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
        cast(null as string) as words,
        nullif({{ place_text() }}, '') as place,
        cells.amount_text as printed_text,
        cast(null as string) as phrase,
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
        cells.box_bottom,
        cells.scan_confidence,
        cells.confirmed_by
    from cell_terms
    left join {{ ref('stg_cells') }} as cells
        on
            cell_terms.printed_by = cells.department_id
            and cell_terms.cell_fiscal_year = cells.fiscal_year
            and cell_terms.sheet_id = cells.sheet_id
            and cell_terms.read_row_key = cells.row_key
            and cell_terms.column_key = cells.column_key

    union all

    select * from placed_claim_terms
)

select * from final
