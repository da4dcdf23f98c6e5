"""Numbers to pictures: each chart is a Vega-Lite specification as plain data, so that a page, a notebook and a PDF show the same one."""
