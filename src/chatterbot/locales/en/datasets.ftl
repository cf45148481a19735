# Datasets: choosing, archiving, exporting.

command-select_dataset = select_dataset
command-select_dataset-about = Choose what I answer from: a dataset, a file or a folder
option-select_dataset-path = path
option-select_dataset-path-about = A dataset you had before, or a file or folder: start typing
option-select_dataset-positive = positive
option-select_dataset-positive-about = No: its answers must never be given to its questions (default: yes)

dataset-progress = ⏳ { $name }: { $stage }…
dataset-stage-archiving = archiving
dataset-choice =
    { $examples ->
        [one] { $name } · 1 example
       *[other] { $name } · { $examples } examples
    }
dataset-choice-active = ✓ { $choice }
dataset-selected =
    { $examples ->
        [one] ✅ I now answer from { $name }: 1 example.
       *[other] ✅ I now answer from { $name }: { $examples } examples.
    }
dataset-selected-again = ✅ { $name } was chosen already; it is up to date.
dataset-read =
    { $added ->
        [0] Nothing in it was new.
        [one] Read from it: 1 new example.
       *[other] Read from it: { $added } new examples.
    }
dataset-back = To go back: { $command } with { $name }, or the button.
dataset-back-button = Back to { $name }

command-archive = archive
command-archive-about = Pack a folder or file into a dated zip, checked by reading it back
option-archive-directory = directory
option-archive-directory-about = Which folder or file: start typing
archive-done =
    { $files ->
        [one] 📦 Archived 1 file:
       *[other] 📦 Archived { $files } files:
    } { $path } · { $size }
archive-checksum = -# SHA-256 { $sha256 }
archive-too-large = It is larger than the { $limit } I may send here. You find it in your data folder.
archive-get = { $command } hands it out.

command-export = export
command-export-about = Get everything I answer from, as a JSON Lines file
export-done =
    { $examples ->
        [one] { $name }: 1 example.
       *[other] { $name }: { $examples } examples.
    } { $command } reads this file back.
export-kept = The file ({ $size }) is larger than the { $limit } I may send here. You find it in { $path }.
export-empty = { $name } holds no examples yet. { $command } teaches some.
