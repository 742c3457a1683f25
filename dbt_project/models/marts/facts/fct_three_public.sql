-- The three public expenses. Vehicles as one figure count only where neither purchase nor operation is stated, and the
-- total only where no item is, for each of budget and final: either column sums to its printed total.
with

figures as (
    select * from {{ ref('dec_published_figure') }}
),

printed as (
    select
        *,
        {{ place_text() }} as place,
        column_key as measure,
        case row_key
            when 'total' then 2
            when 'vehicles' then 1
            else 0
        end as height,
        case column_key when 'final' then 0 else 1 end as place_order
    from figures
    where
        sheet_id = 'three_public'
        and row_key in ('total', 'overseas_travel', 'vehicles', 'vehicle_purchase', 'vehicle_operation', 'reception')
),

leaves as (
    select
        *,
        case row_key when 'total' then 'unspecified' else row_key end as item
    from printed
    qualify
        height = 0
        or (
            height = 1
            and not bool_or(row_key in ('vehicle_purchase', 'vehicle_operation'))
                over (partition by department_id, fiscal_year, measure)
        )
        or min(height) over (partition by department_id, fiscal_year, measure) = 2
),

-- the position is that of the final figure, or of the budget where no final figure is printed
final as (
    select
        department_id,
        fiscal_year,
        item,
        max(amount) filter (where measure = 'budget') as budget_amount_wan,
        max(amount) filter (where measure = 'final') as final_amount_wan,
        max(place) filter (where measure = 'budget') as budget_place,
        max(place) filter (where measure = 'final') as final_place,
        quality_status,
        {{ first_by('document_sha256', ['place_order']) }} as document_sha256,
        {{ first_by('file_name', ['place_order']) }} as file_name,
        {{ first_by('page', ['place_order']) }} as page,
        {{ first_by('sheet_name', ['place_order']) }} as sheet_name,
        {{ first_by('row_no', ['place_order']) }} as row_no,
        {{ first_by('column_no', ['place_order']) }} as column_no,
        min(scan_confidence) as scan_confidence,
        max(confirmed_by) as confirmed_by
    from leaves
    group by department_id, fiscal_year, item, quality_status
)

select * from final
