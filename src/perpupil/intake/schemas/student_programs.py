"""Which needs a student has: the wide file beside a roster, one column a need."""

from dataclasses import replace

from perpupil.intake.schemas.declaration import Column, Schema, Type
from perpupil.intake.schemas.ids import SCHOOL_ID, STUDENT_ID


def _need(name: str, meaning: str, *other_names: str, example: str = "no") -> Column:
    return Column(name, Type.FLAG, meaning, example=example, other_names=other_names)


SCHEMA = Schema(
    dataset="student_programs",
    title="Student programs",
    meaning="Which needs each student has. A blank is not a no: it means that nobody has said.",
    row="one student at one school on one day",
    key=("studentId", "schoolId", "asOfDate"),
    is_about_people=True,
    columns=(
        STUDENT_ID,
        replace(SCHOOL_ID, required=False),
        Column(
            "asOfDate",
            Type.DATE,
            "The day for which the needs hold.",
            example="2026-10-01",
            other_names=("as of", "date", "snapshot date", "effective date", "status date"),
        ),
        _need(
            "economicallyDisadvantaged",
            "From a low-income family. At a school that serves free meals to all, nobody is asked, and it is often blank.",
            *(
                "low income",
                "economic disadvantage",
                "meal status",
                "frl",
                "free reduced lunch",
                "free or reduced price",
            ),
            *("lunch status", "econ disadv", "poverty", "ses"),
        ),
        _need(
            "directCertified",
            "Certified for free meals without a form, from a benefit program.",
            *("direct certification", "directly certified", "dc", "identified student", "direct cert"),
        ),
        _need(
            "englishLearner",
            "Learns English as a further language and is served now.",
            *("el", "ell", "lep", "english language learner", "multilingual learner", "esl", "english learner status"),
            example="yes",
        ),
        Column(
            "elLevel",
            Type.CODE,
            "The level of English; M1 to M4 are years of watching after the student has left the program.",
            example="2",
            other_names=(
                *("english level", "ell level", "english proficiency level", "el proficiency", "language level"),
                *("proficiency level", "el status code", "esl level"),
            ),
        ),
        _need(
            "iep",
            "Has an individualized education program.",
            "sped",
            "special education",
            "swd",
            "disability",
            "has iep",
            example="yes",
        ),
        Column(
            "tier",
            Type.CODE,
            "How much special education the program holds, in the district's own tiers.",
            example="1",
            other_names=("iep tier", "service tier", "sped tier", "iep level", "level of need", "sped level"),
        ),
        Column(
            "disabilityCategory",
            Type.CODE,
            "The category of disability, in the state's codes.",
            example="SLD",
            other_names=("primary disability", "disability code", "exceptionality", "idea disability"),
        ),
        Column(
            "placementShare",
            Type.SHARE,
            "The share of the day in special education.",
            example="0.2",
            other_names=("percent outside regular class", "sped time share", "time in special education"),
        ),
        _need("section504", "Has a plan under Section 504.", "504", "504 plan", "has 504"),
        _need("homeless", "Without a home of the family's own.", "mckinney vento", "homelessness", "homeless status"),
        _need("foster", "In foster care.", "foster care", "foster child"),
        _need("migrant", "Child of a migrant worker.", "migrant status", "migrant education"),
        _need("giftedTalented", "In a program for the gifted.", "gifted", "talented", "gate", "gt"),
        _need("preK", "In pre-kindergarten.", "pre kindergarten", "pk program"),
        _need("newcomer", "New to the country's schools.", "recent immigrant", "recently arrived"),
        Column(
            "mobility",
            Type.WHOLE,
            "How often the student has changed schools this year.",
            example="0",
            other_names=("moves", "school changes", "times moved"),
        ),
    ),
)
