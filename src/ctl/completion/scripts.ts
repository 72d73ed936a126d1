import type { Shell } from './shells.ts';

/**
 * Each script collects the options that say which server is meant, finds the action, and asks
 * `tsupervisorctl completion candidates ACTION WORD` for what can follow. What follows `help` are the actions.
 */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# bash completion for tsupervisorctl:  source <(tsupervisorctl completion bash)
_tsupervisorctl() {
    local line=\${COMP_LINE:0:COMP_POINT} cur= action= word i
    local -a words=() options=()
    read -ra words <<< "$line"
    if [[ $line != *[[:space:]] ]]; then
        cur=\${words[-1]}
        unset 'words[-1]'
    fi
    COMPREPLY=()
    for ((i = 1; i < \${#words[@]}; i++)); do
        case \${words[i]} in
            -[csupr] | --configuration | --serverurl | --username | --password | --history?file)
                if ((i + 1 == \${#words[@]})); then
                    compopt -o default
                    return
                fi
                options+=("\${words[i]}" "\${words[i + 1]}")
                ((i++))
                ;;
            --*=*) options+=("\${words[i]}") ;;
            -*) ;;
            *)
                action=\${words[i]}
                break
                ;;
        esac
    done
    while IFS= read -r word; do
        if [[ $word == "$cur"* ]]; then COMPREPLY+=("$word"); fi
    done < <("\${words[0]}" "\${options[@]}" completion candidates "\${action:-help}" "$cur" 2> /dev/null < /dev/null)
    # Readline takes the colon of group:name for the end of a word.
    if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then
        COMPREPLY=("\${COMPREPLY[@]#"\${cur%"\${cur##*:}"}"}")
    fi
}
complete -F _tsupervisorctl tsupervisorctl
`,
  zsh: `#compdef tsupervisorctl
# zsh completion for tsupervisorctl:  source <(tsupervisorctl completion zsh)
_tsupervisorctl() {
    local action= i
    local -a options offered
    for ((i = 2; i < CURRENT; i++)); do
        case $words[i] in
            -[csupr] | --configuration | --serverurl | --username | --password | --history?file)
                if ((i + 1 == CURRENT)); then
                    _files
                    return
                fi
                options+=("$words[i]" "$words[i + 1]")
                ((i++))
                ;;
            --*=*) options+=("$words[i]") ;;
            -*) ;;
            *)
                action=$words[i]
                break
                ;;
        esac
    done
    offered=("\${(@f)$("$words[1]" "\${options[@]}" completion candidates "\${action:-help}" "$PREFIX" 2> /dev/null < /dev/null)}")
    compadd -- "\${offered[@]}"
}
if [[ \${funcstack[1]} == _tsupervisorctl ]]; then
    _tsupervisorctl "$@"
else
    compdef _tsupervisorctl tsupervisorctl
fi
`,
  fish: `# fish completion for tsupervisorctl:  tsupervisorctl completion fish | source
function __tsupervisorctl_offered
    set -l words (commandline -opc)
    set -l options
    set -l action help
    set -l i 2
    while test $i -le (count $words)
        switch $words[$i]
            case -c -s -u -p -r --configuration --serverurl --username --password --history_file --history-file
                set -l value (math $i + 1)
                test $value -le (count $words); and set -a options $words[$i] $words[$value]
                set i $value
            case '--*=*'
                set -a options $words[$i]
            case '-*'
            case '*'
                set action $words[$i]
                break
        end
        set i (math $i + 1)
    end
    $words[1] $options completion candidates "$action" (commandline -ct) 2>/dev/null </dev/null
end
complete -c tsupervisorctl -f -a '(__tsupervisorctl_offered)'
complete -c tsupervisorctl -s c -l configuration -r -F -d 'Configuration file'
complete -c tsupervisorctl -s s -l serverurl -x -d 'URL of the server'
complete -c tsupervisorctl -s u -l username -x -d 'User name for the server'
complete -c tsupervisorctl -s p -l password -x -d 'Password for the server'
complete -c tsupervisorctl -s r -l history_file -r -F -d 'File for the shell history'
complete -c tsupervisorctl -s i -l interactive -d 'Ask before ending something'
complete -c tsupervisorctl -s h -l help -d 'Show help'
`,
};
