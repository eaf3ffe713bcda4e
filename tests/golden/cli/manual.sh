# The manual page is sound roff and names every command and option.
command -v groff >/dev/null || { echo "groff is not here" >&2; exit 77; }
gadolin help --man >gadolin.1
groff -man -ww -z -Tutf8 gadolin.1
LC_ALL=C.UTF-8 groff -man -Tutf8 -P-c gadolin.1 | sed 's/.\x08//g' >page
grep -E '^[A-Z]' page | grep -v '^GADOLIN'
gadolin help | sed -n '/^Commands/,/^Options/s/^  \([a-z]*\)  *[a-z].*/\1/p' | while read -r command; do
    grep -qE "^   gadolin $command" page || echo "missing: $command"
    gadolin help "$command" | grep -oE '^  (    |-., )--[a-z-]+' | grep -oE -- '--[a-z-]+' | while read -r option; do
        grep -qE -- "^ +(-., )?$option( |$)" page || echo "missing: $command $option"
    done
done
