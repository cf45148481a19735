# Datasets: choosing, archiving, exporting.

command-select_dataset = select_dataset
command-select_dataset-about = Choose what I answer from: a dataset, a file or a folder
option-select_dataset-path = path
option-select_dataset-path-about = An earlier dataset, or a file or folder: start typing
option-select_dataset-positive = positive
option-select_dataset-positive-about = No: these answers must never be given to these questions (default: yes)

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
dataset-selected-again = ✅ { $name } is already selected and up to date.
dataset-read =
    { $added ->
        [0] Nothing in it was new.
        [one] 1 new example loaded.
       *[other] { $added } new examples loaded.
    }
dataset-back = To go back: { $command } with { $name }, or press the button.
dataset-back-button = Back to { $name }

command-archive = archive
command-archive-about = Pack a folder or file into a dated zip, and verify it
option-archive-directory = directory
option-archive-directory-about = Which folder or file: start typing
archive-done =
    { $files ->
        [one] 📦 Archived 1 file:
       *[other] 📦 Archived { $files } files:
    } { $path } · { $size }
archive-checksum = -# SHA-256 { $sha256 }
archive-too-large = It is larger than the { $limit } I can send here. It is saved in the data folder.
archive-get = Get it with { $command }.

command-export = export
command-export-about = Get everything I answer from, as a JSON Lines file
export-done =
    { $examples ->
        [one] { $name }: 1 example.
       *[other] { $name }: { $examples } examples.
    } Import it with { $command }.
export-kept = The file ({ $size }) is larger than the { $limit } I can send here. It is saved as { $path }.
export-empty = { $name } has no examples yet. Add some with { $command }.
