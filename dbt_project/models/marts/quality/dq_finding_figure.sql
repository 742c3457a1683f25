-- The figures of every finding that was ever published: as they are while it is found, and once it is resolved as they
-- were and as they became. What a corrected document no longer says is kept nowhere else.
with

history as (
    select * from {{ ref('dq_finding_history') }}
),

previous as (
    select * from {{ source('control', 'previous_figures') }}
),

-- one cell may stand in a result more than once
previous_by_cell as (
    select
        department_id,
        fiscal_year,
        check_id,
        binding,
        first_edition,
        side,
        cell_fiscal_year,
        sheet_id,
        row_key,
        column_key,
        max(edition_no) as edition_no,
        max(amount) as amount,
        max(amount_before) as amount_before
    from previous
    group by
        department_id, fiscal_year, check_id, binding, first_edition, side, cell_fiscal_year, sheet_id, row_key,
        column_key
),

found_figures as (
    select
        history.department_id,
        history.fiscal_year,
        history.check_id,
        history.binding,
        history.first_edition,
        terms.term_no,
        terms.side,
        terms.sign,
        terms.cell_fiscal_year,
        terms.sheet_id,
        terms.row_key,
        terms.column_key,
        terms.row_label,
        terms.unit,
        terms.words,
        case when previous.edition_no < history.edition_no then previous.amount else previous.amount_before end
            as amount_before,
        terms.amount,
        terms.place,
        history.edition_no
    from history
    inner join {{ ref('dq_term') }} as terms
        on
            history.department_id = terms.department_id
            and history.fiscal_year = terms.fiscal_year
            and history.check_id = terms.identity_id
            and history.binding = terms.binding
    left join previous_by_cell as previous
        on
            history.department_id = previous.department_id
            and history.fiscal_year = previous.fiscal_year
            and history.check_id = previous.check_id
            and history.binding = previous.binding
            and history.first_edition = previous.first_edition
            and terms.side = previous.side
            and terms.cell_fiscal_year = previous.cell_fiscal_year
            and terms.sheet_id = previous.sheet_id
            and terms.row_key = previous.row_key
            and terms.column_key = previous.column_key
    where history.resolved_edition is null and history.last_edition = history.edition_no
),

-- not found now, or its documents are gone
gone as (
    select
        previous.*,
        history.resolved_edition,
        coalesce(history.resolved_edition > previous.edition_no, false) as is_resolved_now
    from previous
    inner join history using (department_id, fiscal_year, check_id, binding, first_edition)
    anti join found_figures using (department_id, fiscal_year, check_id, binding, first_edition)
),

cells as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key,
        column_key,
        amount,
        nullif({{ place_text() }}, '') as place
    from {{ ref('stg_cells') }}
),

claims as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key,
        column_key,
        max(amount) as amount,
        max(nullif({{ place_text() }}, '')) as place
    from {{ ref('eval_claim_term') }}
    where sheet_id = 'narrative'
    group by department_id, fiscal_year, sheet_id, row_key, column_key
),

gone_figures as (
    select
        gone.department_id,
        gone.fiscal_year,
        gone.check_id,
        gone.binding,
        gone.first_edition,
        gone.term_no,
        gone.side,
        gone.sign,
        gone.cell_fiscal_year,
        gone.sheet_id,
        gone.row_key,
        gone.column_key,
        gone.row_label,
        gone.unit,
        gone.words,
        case when gone.is_resolved_now then gone.amount else gone.amount_before end as amount_before,
        case
            when not gone.is_resolved_now then gone.amount
            -- another department may have printed the figure of another year
            when gone.cell_fiscal_year <> gone.fiscal_year then coalesce(cells.amount, gone.amount)
            else coalesce(cells.amount, claims.amount)
        end as amount,
        coalesce(case when gone.is_resolved_now then coalesce(cells.place, claims.place) end, gone.place) as place,
        case when gone.is_resolved_now then gone.resolved_edition else gone.edition_no end as edition_no
    from gone
    left join cells
        on
            gone.department_id = cells.department_id
            and gone.cell_fiscal_year = cells.fiscal_year
            and gone.sheet_id = cells.sheet_id
            and gone.row_key = cells.row_key
            and gone.column_key = cells.column_key
    left join claims
        on
            gone.department_id = claims.department_id
            and gone.fiscal_year = claims.fiscal_year
            and gone.sheet_id = claims.sheet_id
            and gone.row_key = claims.row_key
            and gone.column_key = claims.column_key
),

final as (
    select * from found_figures

    union all

    select * from gone_figures
)

select * from final
