"""The addresses of where we stand and of the formula, written by hand: who sees each, and which only take a form."""

from perpupil.web.access.rights import Role

EVERYBODY = frozenset(Role)
STAFF = frozenset({Role.BUDGET_DIRECTOR, Role.GRANTS_MANAGER, Role.SUPERINTENDENT, Role.ACADEMIC_OFFICER})
STANDING = STAFF | {Role.STATE_REVIEWER}
LEADS = frozenset({Role.BUDGET_DIRECTOR, Role.SUPERINTENDENT})
FINANCE = frozenset({Role.BUDGET_DIRECTOR})
READ = {
    "standing": ("/where-we-stand/", STANDING),
    "standing_report": ("/where-we-stand/report.xlsx", STANDING),
    "standing_table": ("/where-we-stand/tables/schools.csv", STANDING),
    "formula": ("/formula/", EVERYBODY),
    "formula_file": ("/formula/formula.toml", EVERYBODY),
    "drafts": ("/formula/drafts/", EVERYBODY),
}
"""Pages that are there for everybody who may see them."""
SENT = {
    "standing_mark": ("/where-we-stand/discussed/", STAFF),
    "standing_unmark": ("/where-we-stand/discussed/undo/", STAFF),
    "diagnosis_set": ("/where-we-stand/diagnosis/", LEADS),
    "diagnosis_override": ("/where-we-stand/diagnosis/override/", LEADS),
    "diagnosis_keep_to": ("/where-we-stand/diagnosis/keep-to/", LEADS),
    "draft_save": ("/formula/drafts/save/", FINANCE),
    "draft_revise": ("/formula/drafts/1/save/", FINANCE),
    "draft_sign": ("/formula/drafts/1/sign/", STAFF - {Role.GRANTS_MANAGER}),
    "draft_withdraw": ("/formula/drafts/1/withdraw/", FINANCE),
    "draft_adopt": ("/formula/drafts/1/adopt/", frozenset({Role.BOARD_MEMBER})),
    "draft_put_in_force": ("/formula/drafts/1/put-in-force/", FINANCE),
}
"""Addresses to which a form is sent."""
BY_STATE = {
    "draft": "/formula/drafts/1/",
    "draft_file": "/formula/drafts/1/draft.toml",
}
"""Pages that are there for others than the staff once a draft is recommended."""
KEPT = {"formula_version"}
"""Of versions that were in force before."""
DATA = {
    "data": ("/data/", FINANCE | {Role.GRANTS_MANAGER}),
    "data_template": ("/data/templates/schools.csv", FINANCE | {Role.GRANTS_MANAGER}),
}
"""Pages of the data desk that are there before any file is."""
OF_FILES = {
    "data_set", "data_set_put_in_force", "data_use_again", "data_file", "data_columns", "data_progress", "data_look", "data_cancel", "data_withdraw",
    "data_put_in_force", "data_set_aside", "data_finding", "data_decide",
}  # fmt: skip
"""Addresses that ask for files or for a data set; the tests of the data desk ask for them as every role."""
