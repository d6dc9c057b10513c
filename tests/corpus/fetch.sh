#!/usr/bin/env bash
# Brings the published archives of a table into a folder with the clients of their registries, and checks
# each by its SHA-256.
#
#   tests/corpus/fetch.sh TABLE FOLDER
#
# What is there already is kept. What no client can bring is said and left out of FOLDER/corpus.tsv, which lists
# what is there; what has another digest is an error. Columns of the table: registry (pypi-source,
# pypi-wheel, crates, npm, debian), name, version, filename, sha256, tar_dialect. Of debian, the version is that of the
# source package, and apt needs `deb-src` lines.
set -euo pipefail
table=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# One package: registry, name, version, file. It lands in the folder, or not.
fetch() {
    local pip=(python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$folder")
    case $1 in
        pypi-source) "${pip[@]}" --no-binary "$2" "$2==$3" ;;
        pypi-wheel) "${pip[@]}" --only-binary "$2" "$2==$3" ;;
        crates)
            local home=${CARGO_HOME:-$HOME/.cargo}
            mkdir -p "$scratch/$2/src"
            touch "$scratch/$2/src/lib.rs"
            printf '[package]\nname = "fetch"\nedition = "2021"\n[dependencies]\n%s = "=%s"\n' "$2" "$3" >"$scratch/$2/Cargo.toml"
            cargo fetch --quiet --manifest-path "$scratch/$2/Cargo.toml"
            cp "$home"/registry/cache/*/"$4" "$folder/"
            ;;
        debian) (cd "$folder" && apt-get source --quiet=2 --download-only --tar-only "$2=$3") ;;
        npm) (cd "$folder" && npm pack --silent "$2@$3") ;;
        *) echo "no such registry: $1" >&2; exit 2 ;;
    esac
}

head -n 1 "$table" >"$folder/corpus.tsv"
while IFS=$'\t' read -r registry name version file sha256 dialect; do
    if [ ! -f "$folder/$file" ]; then
        fetch "$registry" "$name" "$version" "$file" </dev/null >"$scratch/log" 2>&1 || true
    fi
    if [ ! -f "$folder/$file" ]; then
        echo "SKIPPED: $file cannot be fetched, so it is not read: $(tail -n 1 "$scratch/log")"
        continue
    fi
    echo "$sha256  $folder/$file" | sha256sum --check --strict --quiet
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$registry" "$name" "$version" "$file" "$sha256" "$dialect" >>"$folder/corpus.tsv"
done < <(tail -n +2 "$table")
echo "$(($(wc -l <"$folder/corpus.tsv") - 1)) of $(($(wc -l <"$table") - 1)) published archives are there"
