#compdef redesign

# Asks the program what can be typed here: lines of VALUE or VALUE:DESCRIPTION.
_redesign_asks() {
    local -a found folders keys others
    local one value
    found=("${(@f)$(
        _CLAP_IFS=$'\n' _CLAP_COMPLETE_INDEX=$(( CURRENT - 1 )) REDESIGN_COMPLETE=zsh \
            redesign -- "${words[@]}" 2>/dev/null
    )}")
    for one in $found; do
        value=${one%%:*}
        case $value in
            */) folders+=("${value%/}${one#"$value"}") ;;
            *=) keys+=("$one") ;;
            *) others+=("$one") ;;
        esac
    done
    # No space where more is to be typed.
    (( $#folders )) && _describe -V values folders -S / -r /
    (( $#keys )) && _describe -V values keys -S ''
    (( $#others )) && _describe -V values others
}

compdef _redesign_asks redesign

# From a folder in $fpath, this is read at the first Tab of a shell, which is answered, too.
if (( $+compstate )); then
    _redesign_asks
fi
