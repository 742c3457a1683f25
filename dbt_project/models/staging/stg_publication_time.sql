select published_at
from {{ source('landing', 'publication_time') }}
