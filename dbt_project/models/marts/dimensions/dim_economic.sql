with

published_names as (
    select * from {{ ref('dec_published_name') }}
    where classification = 'economic'
),

known_codes as (
    select * from {{ ref('economic_codes') }}
),

codes as (
    select
        code,
        known_codes.name as canonical_name,
        coalesce(published_names.name, known_codes.name, code) as name,
        case
            when published_names.name is not null then 'published'
            else coalesce(known_codes.source, 'code')
        end as name_source
    from published_names
    full join known_codes using (code)
),

final as (
    select
        codes.code as economic_code,
        case length(codes.code) when 3 then 'class' else 'section' end as level,
        codes.name,
        codes.canonical_name,
        codes.name_source,
        classes.code as class_code,
        classes.name as class_name,
        classes.code in ('301', '303') as is_personnel
    from codes
    inner join codes as classes on left(codes.code, 3) = classes.code
)

select * from final
