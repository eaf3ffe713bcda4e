# The bash script completes commands, options, values, files, products and countries; the zsh script parses.
source <(gadolin completion bash)
complete_line() { # WORDS..., the last one is being completed
    COMP_WORDS=(gadolin "$@")
    COMP_CWORD=$#
    COMPREPLY=()
    _gadolin
    echo "$*: $(printf '%s\n' "${COMPREPLY[@]}" | sort | head -40 | tr '\n' ' ')"
}
touch data.csv
mkdir folder
complete_line ""
complete_line s
complete_line --st
complete_line --store x.db se
complete_line -o json br
complete_line -o ""
complete_line --output = j
complete_line series --f
complete_line series --flow ""
complete_line series --flow = ""
complete_line series -x ""
complete_line rank --measure ""
complete_line ingest d
complete_line ingest --format come
complete_line --store f
complete_line export --dir ""
complete_line completion ""
complete_line market ""
complete_line market solve d
complete_line market -o json gsim d
complete_line market sens
complete_line market --out
complete_line help s
complete_line series --product magnet
complete_line series --reporter CH
complete_line sources --show ""
complete -p gadolin
gadolin completion zsh >_gadolin
head -1 _gadolin
if command -v zsh >/dev/null; then zsh -n _gadolin; fi
