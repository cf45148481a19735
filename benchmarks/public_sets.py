"""Make the public sets of questions that the benchmarks use, from clones of the repositories that publish them.

Clone the repositories (`--list` prints their addresses and licences) into one folder, each as `<owner>+<name>` or `<name>`, and run:

    python benchmarks/public_sets.py --clones FOLDER --out FOLDER

It writes `<set>_<language>_train.jsonl`, `_test.jsonl` and, where a set has real questions without an answer, `_strangers.jsonl`
(one `{"text": ..., "label": ...}` a line), and a README.md with the origin, the commit, the licence and the counts of each.

Repeated texts are left out, and of the test texts those that are also taught. A set without a split of its own is split by a
hash of the text, so that the same clone gives the same files. The texts themselves are in no commit of this repository.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import pathlib
import subprocess
import sys
from collections.abc import Iterable

from public_sets_readers import (
    Clone,
    Reader,
    Text,
    conll,
    corpora,
    hwu,
    intents,
    phrases,
    prepared,
    rasa,
    snips,
    tables,
    turns,
    two_files,
)


@dataclasses.dataclass(frozen=True)
class Source:
    """A public set: where it comes from, under which licence, and how it is read."""

    name: str
    repository: str
    licence: str
    reader: Reader
    note: str = ""
    """What whoever trains on it must know of the licence; empty: free to use with attribution."""


README = """# Public sets of questions

Made by `benchmarks/public_sets.py`. A set without a note may be trained with by whoever names its origin. Strangers are real questions that
none of the set's labels answers. The sets whose names begin alike (`xsid_`, `dream_`) say the same in several languages.

"""
SHARE_ALIKE = "share-alike: what is derived from the texts and passed on needs the same licence"
UNSTATED = "no licence stated: measure with it, do not train what is shipped"
HINT3 = "hellohaptik/HINT3"
DREAM = "deeppavlov/dream"
XSID = "data/xSID-0.5/"


SOURCES = (
    *(
        Source(
            f"hint3_{shop}_en",
            HINT3,
            "ODbL 1.0, contents DbCL 1.0",
            tables(
                [f"dataset/v1/train/{shop}_train.csv"],
                [f"dataset/v1/test/{shop}_test.csv"],
                columns=("sentence", "label"),
                stranger="NO_NODES_DETECTED",
            ),
            SHARE_ALIKE,
        )
        for shop in ("sofmattress", "curekart", "powerplay11")
    ),
    Source(
        "atis_en",
        "MiuLab/SlotGated-SLU",
        "none stated (ATIS: Linguistic Data Consortium)",
        two_files(
            [(f"data/atis/{part}/seq.in", f"data/atis/{part}/label") for part in ("train", "valid")],
            [("data/atis/test/seq.in", "data/atis/test/label")],
        ),
        UNSTATED,
    ),
    Source("snips_en", "sonos/nlu-benchmark", "CC0 1.0", snips),
    Source(
        "stackoverflow_en",
        "jacoxu/StackOverflow",
        "CC BY-SA (titles of Stack Overflow)",
        two_files([("rawText/title_StackOverflow.txt", "rawText/label_StackOverflow.txt")]),
        SHARE_ALIKE,
    ),
    Source("hwu64_en", "xliuhw/NLU-Evaluation-Data", "CC BY 4.0", hwu),
    Source(
        "rasa_demo_en",
        "RasaHQ/rasa-demo",
        "GPL 3.0",
        rasa(
            *(f"data/nlu/{name}.yml" for name in ("chitchat", "faq", "general", "nlu", "out_of_scope")),
            strangers=["out_of_scope"],
        ),
        SHARE_ALIKE,
    ),
    Source(
        "rasa_finance_en", "RasaHQ/financial-demo", "Apache 2.0", rasa("data/nlu/nlu.yml", strangers=["out_of_scope"])
    ),
    Source(
        "rasa_helpdesk_en", "RasaHQ/helpdesk-assistant", "Apache 2.0", rasa("data/nlu.yml", strangers=["out_of_scope"])
    ),
    *(
        Source(
            f"{name}_en",
            "sebischair/NLU-Evaluation-Corpora",
            "CC BY-SA 3.0",
            corpora(f"{path}Corpus.json"),
            SHARE_ALIKE,
        )
        for name, path in (("askubuntu", "AskUbuntu"), ("webapps", "WebApplications"))
    ),
    *(
        Source(
            f"multidogo_{name}_en",
            "awslabs/multi-domain-goal-oriented-dialogues-dataset",
            "CDLA-Permissive 1.0",
            turns(
                f"data/paper_splits/splits_annotated_at_turn_level/{name}",
                strangers=["outofdomain"],
                leave_out=["contentonly", "intent"],
            ),
        )
        for name in ("finance", "software", "airline")
    ),
    Source("smalltalk_ru", "cadaxapy/rasa-bot", "Apache 2.0", rasa("data/nlu_data.md")),
    Source(
        "university_ru",
        "Annawhq/assistant-chat",
        "none stated",
        intents("intents_dataset.json", texts="examples"),
        UNSTATED,
    ),
    Source(
        "applicants_ru",
        "st084331/SPBU_Telegram_Bot_For_Applicants",
        "none stated",
        intents("intents_ru_foreingner_bac.json"),
        UNSTATED,
    ),
    Source(
        "school_ru",
        "Th1ccButt/Faq-database",
        "none stated",
        tables(["faq_school.csv"], columns=("Question", "Class")),
        UNSTATED,
    ),
    Source(
        "dream_en", DREAM, "Apache 2.0", phrases("annotators/IntentCatcherTransformers/intent_phrases_commands.json")
    ),
    Source(
        "dream_ru", DREAM, "Apache 2.0", phrases("annotators/IntentCatcherTransformers/intent_phrases_commands_RU.json")
    ),
    *(
        Source(
            f"xsid_{language}",
            "mainlp/xsid",
            "CC BY-SA 4.0",
            conll([f"{XSID}{language}.test.conll"], [f"{XSID}{language}.valid.conll"]),
            SHARE_ALIKE,
        )
        for language in ("de", "tr", "ja", "sr", "zh")
    ),
)


def write(path: pathlib.Path, rows: Iterable[Text]) -> None:
    path.write_text(
        "".join(json.dumps({"text": text, "label": label}, ensure_ascii=False) + "\n" for text, label in rows), "utf-8"
    )


def found(clones: pathlib.Path, repository: str) -> Clone | None:
    """Return the clone of a repository, or `None` if there is none in the folder."""
    owner, name = repository.split("/")
    for folder in (
        clones / f"{owner}+{name}",
        clones / f"{owner}+{name}" / "repo",
        clones / f"{owner}+{name}" / "repo" / ".git",
        clones / name,
    ):
        if (folder / ".git").exists() or (folder / "HEAD").is_file():
            return Clone(folder)
    return None


def make(source: Source, clone: Clone, out: pathlib.Path, most: int) -> str:
    """Write the files of a set and return its line of the README."""
    split = prepared(source.reader(clone), most)
    write(out / f"{source.name}_train.jsonl", split.train)
    write(out / f"{source.name}_test.jsonl", split.test)
    if split.strangers:
        write(out / f"{source.name}_strangers.jsonl", ((text, "") for text in split.strangers))
    counts = (len({label for _, label in split.train}), len(split.train), len(split.test), len(split.strangers))
    cells = (source.name, source.repository, clone.commit[:12], source.licence, source.note or "-", *map(str, counts))
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--clones", type=pathlib.Path, help="folder of the clones")
    parser.add_argument("--out", type=pathlib.Path, help="folder to write the sets into")
    parser.add_argument("--only", default="", help="only sets whose name begins so")
    parser.add_argument("--most", type=int, default=12_000, help="most lines a file (default: %(default)s)")
    parser.add_argument("--list", action="store_true", help="print which repositories to clone, and their licences")
    arguments = parser.parse_args()
    if arguments.list:
        for repository, licence in dict.fromkeys((one.repository, one.licence) for one in SOURCES):
            print(f"https://github.com/{repository}\t{licence}")
        return
    if arguments.clones is None or arguments.out is None:
        parser.error("name the folders with --clones and --out, or use --list")
    arguments.out.mkdir(parents=True, exist_ok=True)
    head = "| set | repository | commit | licence | note | labels | train | test | strangers |\n" + "|---" * 9 + "|"
    table = [head]
    print(head)
    for source in (one for one in SOURCES if one.name.startswith(arguments.only)):
        clone = found(arguments.clones, source.repository)
        try:
            line = make(source, clone, arguments.out, arguments.most) if clone else None
        except subprocess.CalledProcessError as error:
            line = None
            print(error.stderr.decode(errors="replace").strip(), file=sys.stderr)
        if line is None:
            print(
                f"{source.name}: no clone of {source.repository} with its files in {arguments.clones}", file=sys.stderr
            )
            continue
        table.append(line)
        print(line, flush=True)
    if not arguments.only:
        (arguments.out / "README.md").write_text(README + "\n".join(table) + "\n", "utf-8")


if __name__ == "__main__":
    main()
