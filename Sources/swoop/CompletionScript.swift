import ArgumentParser

/// What a shell needs to complete command lines.
///
/// The parser's scripts know no default subcommand. In them, the function that is called first gets
/// another name, and what takes its place puts `fetch` in where people leave it out. Where a later
/// version of the parser names its functions otherwise, its own scripts are left.
enum CompletionScript {
  /// The script that arguments ask for; nil when they don't, or not in a way that makes sense.
  static func requested(by arguments: [String]) -> String? {
    let words = arguments.flatMap { $0.split(separator: "=", maxSplits: 1) }
    guard words.first == "--generate-completion-script", words.count <= 2 else { return nil }
    guard words.count == 2 else { return CompletionShell.autodetected().flatMap(of) }
    return CompletionShell(rawValue: String(words[1])).flatMap(of)
  }

  private static func of(_ shell: CompletionShell) -> String? {
    let script = CompletedCommand.completionScript(for: shell)
    switch shell {
    case .bash:
      return bash + script.replacing("\n_swoop() {", with: "\n_swoop_commands() {")
    case .zsh:
      return zsh + script.replacing("\n_swoop() {", with: "\n_swoop_commands() {")
    case .fish:
      let first = #"__swoop_should_offer_completions_for_positional "swoop" -eq 1"#
      return fish
        + script.replacing("function __swoop_tokens\n", with: "function __swoop_typed_tokens\n")
        .replacing(first, with: "__swoop_is_first_word")
    default: return nil
    }
  }

  /// The names of all commands, as alternatives.
  private static func commands(_ separator: String) -> String {
    let names = Swoop.configuration.subcommands.map { $0.configuration.commandName ?? "" }
    return (names + ["help"]).joined(separator: separator)
  }

  // With --option=value, bash makes three words, of which the parser's script would know two.
  private static let bash = """
    _swoop() {
        local word prev="${3}" cur="${2}"
        local -a words=()
        for word in "${COMP_WORDS[@]:0:COMP_CWORD}"; do
            [[ "${word}" = '=' ]] || words+=("${word}")
        done
        [[ "${cur}" = '=' ]] && cur=''
        [[ "${prev}" = '=' || "${COMP_WORDS[COMP_CWORD]}" = '=' ]] && prev="${words[${#words[@]} - 1]}"
        local -a COMP_WORDS=("${words[@]}" "${cur}")
        local -i COMP_CWORD="${#words[@]}"
        if [[ "${COMP_CWORD}" -eq 1 ]]; then
            _swoop_commands "${1}" "${cur}" "${prev}"
        fi
        case "${words[1]}" in
        \(commands("|")))
            ;;
        *)
            COMP_WORDS=("${words[0]}" fetch "${words[@]:1}" "${cur}")
            COMP_CWORD+=1
            ;;
        esac
        _swoop_commands "${1}" "${cur}" "${prev}"
    }


    """

  private static let zsh = """
    #compdef swoop

    _swoop() {
        local -i ret=1
        if [[ "${CURRENT}" -eq 2 ]]; then
            _swoop_commands "${@}" && ret=0
        fi
        if [[ "${words[CURRENT]}" = --*=* ]] && compset -P 1 '*='; then
            words[CURRENT]=("${words[CURRENT]%%=*}" "${words[CURRENT]#*=}")
            (( CURRENT++ ))
        fi
        if [[ "${CURRENT}" -eq 2 || "${words[2]}" != (\(commands("|"))) ]]; then
            words=("${words[1]}" fetch "${(@)words[2,-1]}")
            (( CURRENT++ ))
        fi
        _swoop_commands "${@}" && ret=0
        return "${ret}"
    }


    """

  private static let fish = """
    function __swoop_tokens
        set -l tokens (__swoop_typed_tokens $argv)
        if test "$argv" = -pc; and not contains -- "$tokens[2]" \(commands(" "))
            set tokens $tokens[1] fetch $tokens[2..]
        end
        printf %s\\n $tokens
    end

    function __swoop_is_first_word
        test (count (__swoop_typed_tokens -pc)) -eq 1
    end


    """
}

/// The commands as they are completed.
private struct CompletedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "swoop", version: Version.text,
    subcommands: [
      Fetch.self, Compare.self, ReportCommand.self, DiffCommand.self, ShardCommand.self,
    ])

  /// It hands the options of fetch on as they are, so that the parser does not know them.
  struct Compare: ParsableCommand {
    static let configuration = CompareCommand.configuration

    @OptionGroup var own: CompareCommand
    @OptionGroup var running: RunningFlags
    @OptionGroup var politeness: PolitenessFlags
    @OptionGroup var requests: RequestFlags
    @OptionGroup var identity: IdentityFlags
    @OptionGroup var transfers: TransferFlags
    @OptionGroup var safety: SafetyFlags
    @OptionGroup var talking: TalkingFlags
    @OptionGroup var config: ConfigFlags
  }
}
