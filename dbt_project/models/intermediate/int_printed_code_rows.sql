-- Every row of the sheets by code as it is printed, placed where its first figure stands.
with

placed as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key,
        arg_min(
            {
                'label': row_label,
                'file_name': file_name,
                'page': page,
                'sheet_name': sheet_name,
                'row_no': row_no
            },
            coalesce(column_no, 0)
        ) as first_figure
    from {{ ref('stg_cells') }}
    where
        sheet_id in (
            'income',
            'expenditure',
            'general_budget_expenditure',
            'general_budget_basic_by_economic',
            'government_fund',
            'state_capital'
        )
        and regexp_full_match(row_key, '\d+')
    group by department_id, fiscal_year, sheet_id, row_key
),

final as (
    select
        placed.department_id,
        placed.fiscal_year,
        placed.sheet_id,
        case placed.sheet_id
            when 'general_budget_basic_by_economic' then 'economic'
            else 'function'
        end as classification,
        placed.row_key,
        placed.first_figure.label,
        placed.first_figure.file_name,
        placed.first_figure.page,
        placed.first_figure.sheet_name,
        placed.first_figure.row_no
    from placed
)

select * from final
