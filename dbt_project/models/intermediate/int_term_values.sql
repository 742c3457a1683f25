-- Every figure under every identity and binding that it takes part in. Where a term has a stand-in, the stand-in counts
-- only if the publisher left the term itself blank. `fiscal_year` is the identity's; the figure itself may stand in the
-- year before.
with

observations as (
    select * from {{ ref('int_observations') }}
),

bound_terms as (
    select * from {{ ref('int_bound_terms') }}
),

slots_with_stand_in as (
    select distinct
        identity_id,
        slot
    from {{ ref('stg_identity_terms') }}
    where alternative > 0
),

valued as (
    select
        observations.department_id,
        observations.fiscal_year + bound_terms.years_back as fiscal_year,
        bound_terms.years_back,
        bound_terms.identity_id,
        bound_terms.binding,
        bound_terms.slot,
        bound_terms.alternative,
        bound_terms.side,
        bound_terms.sign,
        observations.sheet_id,
        observations.row_key,
        observations.column_key,
        observations.row_label,
        observations.amount,
        observations.half_unit,
        observations.decimals,
        observations.unit,
        observations.file_name,
        observations.page,
        observations.sheet_name,
        observations.row_no,
        observations.column_no
    from observations
    inner join bound_terms
        on
            observations.sheet_id = bound_terms.sheet_id
            and observations.row_key = bound_terms.row_key
            and observations.column_key = bound_terms.column_key
            and coalesce(observations.parent_row_key, '') = bound_terms.parent_row_key
            and observations.has_children = bound_terms.has_children
),

chosen as (
    select valued.*
    from valued
    inner join slots_with_stand_in using (identity_id, slot)
    qualify
        valued.alternative = min(valued.alternative) over (
            partition by
                valued.department_id, valued.fiscal_year, valued.identity_id, valued.binding, valued.slot
        )
),

final as (
    select valued.*
    from valued
    anti join slots_with_stand_in using (identity_id, slot)

    union all

    select * from chosen
)

select * from final
