"""Documents of a case on paper: one template per kind, shown as a print view and set as a PDF."""

from api.documents.paper import Paper, compose
from api.documents.pdf import render_pdf
from api.documents.templates import DocumentTemplate, TemplateError, load_templates

__all__ = ["DocumentTemplate", "Paper", "TemplateError", "compose", "load_templates", "render_pdf"]
