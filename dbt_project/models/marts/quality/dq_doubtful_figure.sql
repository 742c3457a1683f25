with

doubtful as (
    select * from {{ source('landing', 'doubtful_figures') }}
),

final as (
    select
        department_id,
        fiscal_year,
        cast(
            row_number() over (
                partition by department_id, fiscal_year
                order by
                    file_name nulls last, page nulls last, picture_no nulls last, table_no nulls last,
                    row_no nulls last, column_no nulls last, sheet_id nulls last, row_key nulls last,
                    column_key nulls last
            ) as integer
        ) as figure_no,
        sheet_id,
        row_key,
        row_label,
        column_key,
        column_label,
        picture_no,
        reading,
        other_reading,
        doubt,
        scan_confidence,
        document_sha256,
        file_name,
        {{ place_text() }} as place,
        page,
        table_no,
        row_no,
        column_no,
        box_x0,
        box_top,
        box_x1,
        box_bottom
    from doubtful
)

select * from final
