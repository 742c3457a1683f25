select
    identity_id,
    title,
    title_en,
    basis,
    severity,
    relation,
    where_printed,
    formula
from {{ source('landing', 'identities') }}
