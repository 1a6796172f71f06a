"""Each marketplace's bulk-upload workbook, for where there is no agreement about an API yet, and its way back.

One file a marketplace (`postmart`, `voso`) holds its columns and its names of categories; `book` fills any of them;
`returned` reads the workbook an officer sends back with the links filled in.
"""

from products.spreadsheets import postmart, voso
from products.spreadsheets.book import MAX_ROWS, Column, Template, pieces_of, wants_of
from products.spreadsheets.returned import MAX_RETURNED, read_links

TEMPLATES: dict[str, Template] = {template.marketplace: template for template in (postmart.TEMPLATE, voso.TEMPLATE)}

__all__ = ["MAX_RETURNED", "MAX_ROWS", "TEMPLATES", "Column", "Template", "pieces_of", "read_links", "wants_of"]
