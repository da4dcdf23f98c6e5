"""Positions on the staff: filled, vacant, or held by somebody on leave; each counted once."""

from dataclasses import replace

from perpupil.intake.schemas.declaration import Column, Schema, Type
from perpupil.intake.schemas.ids import SCHOOL_ID

SCHEMA = Schema(
    dataset="positions",
    title="Positions",
    meaning="Who is paid where, from which fund. A leave and its substitute, a vacancy and a split position count once each.",
    row="one position's share at one school, paid from one fund",
    key=("positionId", "schoolId", "fund", "status"),
    is_about_people=True,
    columns=(
        Column(
            "positionId",
            Type.ID,
            "Tells one position from another, whoever holds it.",
            required=True,
            example="P004711",
            other_names=("position number", "position control number", "pcn", "position", "position no", "seat"),
        ),
        Column(
            "jobClass",
            Type.CODE,
            "The class by which it is priced.",
            required=True,
            example="teacher",
            other_names=(
                "job code",
                "job",
                "job title",
                "class",
                "position type",
                "role",
                "classification",
                "job family",
            ),
        ),
        replace(
            SCHOOL_ID, other_names=("school", "school code", "work location", "location", "building", "site", "campus")
        ),
        Column(
            "fund",
            Type.CODE,
            "The fund that pays this share.",
            example="101",
            other_names=("fund code", "funding source", "paid from", "account fund"),
        ),
        Column(
            "year",
            Type.YEAR,
            "The fiscal year.",
            example="2027",
            other_names=("fiscal year", "school year", "fy", "budget year"),
        ),
        Column(
            "fte",
            Type.NUMBER,
            "The whole position, in full-time positions.",
            required=True,
            example="1.0",
            other_names=("full time equivalent", "position fte", "budgeted fte", "fte amount", "percent time"),
        ),
        Column(
            "share",
            Type.SHARE,
            "The share of the position in this row; the whole where nothing stands.",
            example="1",
            other_names=("share of position", "position share", "split", "split share", "percent of position"),
        ),
        Column(
            "status",
            Type.CODE,
            "Whether somebody is in it.",
            required=True,
            example="filled",
            other_names=("position status", "incumbent status", "employment status", "assignment status", "state"),
            allowed=("filled", "vacant", "on_leave", "substitute"),
            meanings=(
                *(
                    ("active", "filled"),
                    ("open", "vacant"),
                    ("vacancy", "vacant"),
                    ("loa", "on_leave"),
                    ("leave", "on_leave"),
                ),
                *(("sub", "substitute"), ("lt_sub", "substitute"), ("long_term_sub", "substitute")),
            ),
        ),
        Column(
            "employeeId",
            Type.ID,
            "Who holds it; blank where it is vacant.",
            example="E10093",
            other_names=(
                "employee number",
                "person id",
                "staff id",
                "incumbent",
                "emplid",
                "staff unique id",
                "employee",
            ),
            is_personal=True,
        ),
        Column(
            "substituteFor",
            Type.ID,
            "The position of the person on leave whom a substitute stands in for.",
            example="",
            other_names=("covers position", "replaces", "replacement for", "covering", "substitutes for"),
        ),
        Column(
            "salary",
            Type.MONEY,
            "The salary of a full year, for this share.",
            example="78420.00",
            other_names=("annual salary", "base salary", "pay", "annual pay", "salary amount", "actual salary"),
        ),
        Column(
            "benefits",
            Type.MONEY,
            "The benefits of this share.",
            example="31380.00",
            other_names=("fringe", "benefit cost", "fringe benefits", "benefits amount"),
        ),
        Column(
            "startDate",
            Type.DATE,
            "Since when.",
            example="2026-08-24",
            other_names=("begin date", "effective date", "hire date"),
        ),
        Column(
            "endDate", Type.DATE, "Until when.", example="", other_names=("end", "termination date", "expiration date")
        ),
    ),
)
