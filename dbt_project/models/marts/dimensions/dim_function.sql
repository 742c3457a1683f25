with

published_names as (
    select * from {{ ref('dec_published_name') }}
    where classification = 'function'
),

known_codes as (
    select * from {{ ref('function_codes') }}
),

-- the explanation that most disclosures give
explanations as (
    select
        glossary.function_code,
        glossary.description,
        count(*) as department_years
    from {{ source('landing', 'glossary') }} as glossary
    inner join {{ ref('dec_publishable') }} using (department_id, fiscal_year)
    where glossary.function_code is not null
    group by glossary.function_code, glossary.description
),

explained as (
    select
        function_code,
        {{ first_by('description', ['-department_years', 'description']) }} as description
    from explanations
    group by function_code
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
        codes.code as function_code,
        case length(codes.code)
            when 3 then 'class'
            when 5 then 'section'
            else 'item'
        end as level,
        codes.name,
        codes.canonical_name,
        codes.name_source,
        classes.code as class_code,
        classes.name as class_name,
        sections.code as section_code,
        sections.name as section_name,
        explained.description
    from codes
    left join explained on codes.code = explained.function_code
    inner join codes as classes on left(codes.code, 3) = classes.code
    left join codes as sections
        on
            left(codes.code, 5) = sections.code
            and length(sections.code) = 5
)

select * from final
