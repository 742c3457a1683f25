select
    rule_id,
    title,
    title_en,
    basis,
    severity,
    message,
    message_en
from {{ source('landing', 'rules') }}
