# The list of commands and the options of one; every command explains itself.
gadolin --help
gadolin help export
gadolin help | sed -n '/^Commands/,/^Options/s/^  \([a-z]*\)  *[a-z].*/\1/p' | while read -r command; do
    gadolin "$command" --help | head -1
    gadolin help "$command" | cmp - <(gadolin --help "$command")
done
gadolin --version | sed 's/[0-9][0-9.]*$/VERSION/'
