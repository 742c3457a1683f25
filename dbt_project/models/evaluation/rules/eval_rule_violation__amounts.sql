-- What the rules amounts.* refuse: a figure with the wrong sign, or a total of a size that no department has.
with

ranges as (
    select * from {{ ref('plausible_ranges') }}
),

negative as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key,
        column_key,
        amount,
        file_name,
        page,
        sheet_name,
        row_no,
        column_no,
        case
            when sheet_id = 'income' or column_key = 'income' or row_key like 'income.%'
                then 'amounts.income_not_negative'
            else 'amounts.not_negative'
        end as rule_id,
        '' as expected
    from {{ ref('stg_cells') }}
    where
        amount < 0
        and column_key not in ('opening_balance', 'closing_balance')
        and row_key not like '%balance%'
        and row_key not like '%surplus%'
),

implausible as (
    select
        cells.department_id,
        cells.fiscal_year,
        cells.sheet_id,
        cells.row_key,
        cells.column_key,
        cells.amount,
        cells.file_name,
        cells.page,
        cells.sheet_name,
        cells.row_no,
        cells.column_no,
        'amounts.plausible' as rule_id,
        {{ wan_text('ranges.lowest_wan') }} || '–' || {{ wan_text('ranges.highest_wan') }} as expected
    from {{ ref('stg_cells') }} as cells
    inner join ranges using (sheet_id, row_key, column_key)
    where cells.amount <> 0 and abs(cells.amount) not between ranges.lowest_wan and ranges.highest_wan
),

refused as (
    select * from negative

    union all

    select * from implausible
),

final as (
    select
        department_id,
        fiscal_year,
        rule_id,
        sheet_id,
        row_key,
        column_key,
        {{ wan_text('amount') }} as found,
        expected,
        file_name,
        page,
        sheet_name,
        row_no,
        column_no
    from refused
)

select * from final
