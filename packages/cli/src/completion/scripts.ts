/** What each shell evaluates. The candidates come from `unrolled complete`; where there are none, file names do. */
export const completionScripts = {
  bash: `# source <(unrolled completion bash)
_unrolled() {
  local IFS=$'\\n' cur="\${COMP_WORDS[COMP_CWORD]}" words=() word
  [[ $cur == = ]] && cur=
  # readline makes = a word of its own
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do [[ $word == = ]] || words+=("$word"); done
  COMPREPLY=($(compgen -W "$(unrolled complete -- "\${words[@]}" "$cur" 2>/dev/null | cut -f1)" -- "$cur"))
}
complete -o default -F _unrolled unrolled
`,
  zsh: `#compdef unrolled
# source <(unrolled completion zsh)
_unrolled() {
  local line word
  local -a found
  for line in "\${(@f)$(unrolled complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    word=\${line%%$'\\t'*}
    [[ -n $word ]] && found+=("\${word//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( $#found )); then _describe 'unrolled' found; else _files; fi
}
if [[ $funcstack[1] == _unrolled ]]; then _unrolled "$@"; else compdef _unrolled unrolled; fi
`,
  fish: `# unrolled completion fish | source
function __unrolled_complete
    set -l found (unrolled complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c unrolled -f -a '(__unrolled_complete)'
`,
} as const;
