-- Every claim of the explanation under every identity that it takes part in, with the figures that belong to it: other
-- claims, cells of the sheets, cells of the year before. The same columns as the terms of the sheets.
with

claims as (
    select * from {{ source('landing', 'claims') }}
),

comparable_years as (
    select * from {{ ref('stg_department_years') }}
    where is_comparable
),

-- a figure of another year belongs to a claim only where both years may be compared
links as (
    select links.*
    from {{ source('landing', 'claim_links') }} as links
    left join comparable_years as own
        on
            links.department_id = own.department_id
            and links.fiscal_year = own.fiscal_year
    left join comparable_years as other
        on
            links.department_id = other.department_id
            and links.fiscal_year + links.year_offset = other.fiscal_year
    where
        links.year_offset = 0
        or (own.fiscal_year is not null and other.fiscal_year is not null)
),

terms as (
    select * from {{ source('control', 'identity_terms') }}
    where sheet_id = 'narrative'
),

linked_cells as (
    select distinct
        department_id,
        fiscal_year + year_offset as fiscal_year,
        sheet_id,
        row_key,
        column_key
    from links
),

unread as (
    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key,
        column_key
    from {{ source('landing', 'unread_cells') }}
),

observations as (
    select
        cells.department_id,
        cells.fiscal_year,
        cells.sheet_id,
        cells.row_key,
        cells.column_key,
        cells.row_label,
        cells.amount,
        cells.half_unit,
        cells.decimals,
        cells.unit,
        cells.file_name,
        cells.page,
        cells.sheet_name,
        cells.row_no,
        cells.column_no
    from {{ ref('stg_cells') }} as cells
    semi join linked_cells using (department_id, fiscal_year, sheet_id, row_key, column_key)

    union all

    select
        department_id,
        fiscal_year,
        sheet_id,
        row_key,
        column_key,
        cast(null as string) as row_label,
        cast(null as decimal(20, 6)) as amount,
        cast(null as decimal(20, 12)) as half_unit,
        cast(null as integer) as decimals,
        cast(null as string) as unit,
        cast(null as string) as file_name,
        cast(null as integer) as page,
        cast(null as string) as sheet_name,
        cast(null as integer) as row_no,
        cast(null as integer) as column_no
    from unread
),

targets as (
    select
        *,
        'narrative' as claim_sheet_id,
        coalesce(nullif(subject, ''), subject_key) as label
    from claims
),

linked as (
    select
        links.department_id,
        links.fiscal_year,
        links.claim_key,
        links.role,
        links.fiscal_year + links.year_offset as cell_fiscal_year,
        targets.claim_key as target_key,
        coalesce(targets.claim_sheet_id, links.sheet_id) as sheet_id,
        coalesce(targets.claim_key, links.row_key) as row_key,
        coalesce(targets.kind, links.column_key) as column_key,
        coalesce(targets.label, observations.row_label, links.row_key) as row_label,
        coalesce(targets.value, observations.amount) as amount,
        coalesce(targets.half_unit, observations.half_unit) as half_unit,
        coalesce(targets.decimals, observations.decimals) as decimals,
        coalesce(targets.unit, observations.unit) as unit,
        coalesce(targets.file_name, observations.file_name) as file_name,
        coalesce(targets.page, observations.page) as page,
        coalesce(targets.sheet_name, observations.sheet_name) as sheet_name,
        coalesce(targets.row_no, observations.row_no) as row_no,
        coalesce(targets.column_no, observations.column_no) as column_no,
        targets.claim_key is not null or observations.row_key is not null as is_there
    from links
    left join targets
        on
            links.department_id = targets.department_id
            and links.fiscal_year = targets.fiscal_year
            and links.target_key = targets.claim_key
    left join observations
        on
            links.department_id = observations.department_id
            and links.fiscal_year + links.year_offset = observations.fiscal_year
            and links.sheet_id = observations.sheet_id
            and links.row_key = observations.row_key
            and links.column_key = observations.column_key
),

roles as (
    select
        identity_id,
        count(distinct row_key) as role_count
    from terms
    where row_rule = 'link'
    group by identity_id
),

-- a claim is bound where something belongs to it in every role that the identity names; it is judged only where the
-- publisher printed all of it
bound as (
    select
        claims.department_id,
        claims.fiscal_year,
        terms.identity_id,
        claims.claim_key,
        bool_and(linked.is_there) as is_complete
    from claims
    inner join terms
        on
            terms.row_rule = 'claim'
            and (
                claims.kind || '.' || claims.base = terms.column_key
                or (claims.kind = terms.column_key and claims.base <> 'form')
            )
    inner join roles on terms.identity_id = roles.identity_id
    inner join terms as linking
        on
            terms.identity_id = linking.identity_id
            and linking.row_rule = 'link'
    inner join linked
        on
            claims.department_id = linked.department_id
            and claims.fiscal_year = linked.fiscal_year
            and claims.claim_key = linked.claim_key
            and linking.row_key = linked.role
    where claims.is_resolved
    group by claims.department_id, claims.fiscal_year, terms.identity_id, claims.claim_key, roles.role_count
    having count(distinct linked.role) = roles.role_count
),

own as (
    select
        bound.department_id,
        bound.fiscal_year,
        bound.identity_id,
        bound.claim_key as binding,
        0 as slot,
        0 as alternative,
        'total' as side,
        1 as sign,
        bound.fiscal_year as cell_fiscal_year,
        'narrative' as sheet_id,
        claims.claim_key as row_key,
        claims.kind as column_key,
        coalesce(nullif(claims.subject, ''), claims.subject_key) as row_label,
        claims.value as amount,
        claims.half_unit,
        claims.decimals,
        claims.unit,
        claims.file_name,
        claims.page,
        claims.sheet_name,
        claims.row_no,
        claims.column_no,
        claims.scale,
        claims.phrase,
        cast(null as string) as amount_text
    from bound
    inner join claims using (department_id, fiscal_year, claim_key)
),

belonging as (
    select
        bound.department_id,
        bound.fiscal_year,
        bound.identity_id,
        bound.claim_key as binding,
        terms.slot,
        terms.alternative,
        terms.side,
        terms.sign,
        linked.cell_fiscal_year,
        linked.sheet_id,
        linked.row_key,
        linked.column_key,
        linked.row_label,
        linked.amount,
        linked.half_unit,
        linked.decimals,
        linked.unit,
        linked.file_name,
        linked.page,
        linked.sheet_name,
        linked.row_no,
        linked.column_no,
        cast(null as decimal(20, 6)) as scale,
        cast(null as string) as phrase,
        cast(null as string) as amount_text
    from bound
    inner join terms
        on
            bound.identity_id = terms.identity_id
            and terms.row_rule = 'link'
    inner join linked
        on
            bound.department_id = linked.department_id
            and bound.fiscal_year = linked.fiscal_year
            and bound.claim_key = linked.claim_key
            and terms.row_key = linked.role
    where bound.is_complete
),

-- claims named by what they are about: the first that says it
named as (
    select
        claims.department_id,
        claims.fiscal_year,
        terms.identity_id,
        '' as binding,
        terms.slot,
        terms.alternative,
        terms.side,
        terms.sign,
        claims.fiscal_year as cell_fiscal_year,
        'narrative' as sheet_id,
        claims.subject_key as row_key,
        claims.kind as column_key,
        coalesce(nullif(claims.subject, ''), claims.subject_key) as row_label,
        claims.value as amount,
        claims.half_unit,
        claims.decimals,
        claims.unit,
        claims.file_name,
        claims.page,
        claims.sheet_name,
        claims.row_no,
        claims.column_no,
        cast(null as decimal(20, 6)) as scale,
        case terms.side when 'total' then claims.phrase end as phrase,
        cast(null as string) as amount_text
    from claims
    inner join terms
        on
            terms.row_rule = 'key'
            and claims.subject_key = terms.row_key
            and claims.kind = terms.column_key
    where claims.is_resolved
    qualify
        row_number() over (
            partition by
                claims.department_id, claims.fiscal_year, terms.identity_id, terms.slot, terms.side,
                claims.subject_key, claims.kind
            order by claims.claim_no
        ) = 1
),

-- a rule of wording counts the faults it found
worded as (
    select
        department_id,
        fiscal_year,
        identity_id,
        binding,
        0 as slot,
        0 as alternative,
        'total' as side,
        1 as sign,
        fiscal_year as cell_fiscal_year,
        'narrative' as sheet_id,
        binding as row_key,
        'wording' as column_key,
        binding as row_label,
        cast(case outcome when 'violated' then 1 else 0 end as decimal(20, 6)) as amount,
        cast(0 as decimal(20, 12)) as half_unit,
        0 as decimals,
        '' as unit,
        file_name,
        page,
        sheet_name,
        row_no,
        column_no,
        cast(null as decimal(20, 6)) as scale,
        phrase,
        terms as amount_text
    from {{ source('landing', 'wording_findings') }}
),

final as (
    select * from own

    union all

    select * from belonging

    union all

    select * from named

    union all

    select * from worded
)

select * from final
