import Foundation
import Testing

/// What shells make of a tab.
@Suite struct CompletionTests {
  /// A command line as it is typed, and the words that the program gets.
  private static let lines = [
    ("--conc\t5 --mode as\turl\t", "--concurrency 5 --mode async urls.txt"),
    ("urls.txt --pub\t", "urls.txt --public-only"),
    ("http://127.0.0.1/a --resu\t-o rec\t", "http://127.0.0.1/a --resume -o records.jsonl"),
    ("-d pag\t", "-d pages"),
    ("--cacert ca.\t-X PU\turl\t", "--cacert ca.pem -X PUT urls.txt"),
    ("--vers\t", "--version"),
    ("fet\t--jso\turl\t", "fetch --json urls.txt"),
    ("rep\t--summ\tjs\trec\t", "report --summary json records.jsonl"),
    ("sha\t3 url\t", "shard 3 urls.txt"),
    ("dif\t--onl\tbro\trec\tpag\t", "diff --only broken records.jsonl pages"),
    ("--mode=thr\turl\t", "--mode=threads urls.txt"),
    ("urls.txt --output=rec\t", "urls.txt --output=records.jsonl"),
    ("comp\t--rou\t2 --timeo\t5 url\t", "compare --rounds 2 --timeout 5 urls.txt"),
  ]

  // Others have a script(1) of another kind.
  #if os(Linux)
    @Test func `bash completes`() async throws {
      let folder = try CompletionTests.folder()
      let setUp = try folder.file("bashrc", record + "source <($program $generate bash)")
      try await check("bash --noprofile --rcfile \(setUp) -i", CompletionTests.lines, in: folder)
    }

    @Test(.enabled(if: isInstalled("zsh"), "zsh is not installed")) func `zsh completes`()
      async throws
    {
      let folder = try CompletionTests.folder()
      let setUp = """
        \(record)
        $program $generate zsh >_swoop
        fpath=($PWD $fpath)
        autoload -U compinit; compinit -u -D
        """
      _ = try folder.file(".zshrc", setUp)
      try await check("ZDOTDIR=. zsh -d -i", CompletionTests.lines, in: folder)
    }

    @Test(.enabled(if: isInstalled("fish"), "fish is not installed"))
    func `fish completes`() async throws {
      let folder = try CompletionTests.folder()
      let record = "function swoop; string join ' ' -- $argv >>typed; end\n"
      let setUp = try folder.file("setup.fish", record + "$program $generate fish | source")
      try await check("fish --no-config -i -C 'source \(setUp)'", CompletionTests.lines, in: folder)
    }

  #endif

  @Test(arguments: ["bash", "zsh", "fish"]) func `scripts stay as they are meant`(_ shell: String)
    async throws
  {
    let spaced = try await Command.swoop(["--generate-completion-script", shell])
    let joined = try await Command.swoop(["--generate-completion-script=\(shell)"])
    let found = try await Command.swoop(
      ["--generate-completion-script"], environment: ["SHELL": "/bin/\(shell)"])
    #expect([spaced.status, joined.status, found.status] == [0, 0, 0])
    #expect(spaced.output == joined.output && spaced.output == found.output)
    // What the parser's script was changed to, besides what stands before it.
    let marks =
      shell == "fish"
      ? [
        "function __swoop_typed_tokens\n", "if __swoop_is_first_word", "-n '__swoop_is_first_word",
      ]
      : ["\n_swoop_commands() {"]
    #expect(marks.contains { spaced.output.contains($0) }, "\(spaced.output.prefix(2000))")
  }

  @Test func `an unknown shell is wrong usage`() async throws {
    let command = try await Command.swoop(["--generate-completion-script", "tcsh"])
    #expect(command.status == 64)
    #expect(command.output.isEmpty)
  }

  /// Makes a command of the name that writes down what it gets.
  private let record = "swoop() { echo \"$*\" >>typed; }\n"

  /// Types lines at a terminal.
  private func check(
    _ shell: String, _ lines: [(typed: String, words: String)], in folder: TemporaryFolder
  ) async throws {
    let keys = lines.map { "swoop \($0.typed)\n" }.joined() + "exit\n"
    _ = try folder.file("keys", keys)
    let command = try await Command.shell(
      """
      cd '\(folder.path)'
      export TERM=dumb HISTFILE= program="$swoop" generate=--generate-completion-script
      script -qec "\(shell)" /dev/null <keys
      """)
    // zsh takes the slash after a folder away again.
    let words = folder.lines("typed").map {
      $0.trimmingCharacters(in: ["/", " "])
    }
    #expect(words == lines.map(\.words), "\(command.output)")
  }

  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["urls.txt", "records.jsonl", "ca.pem", "pages.html"] {
      _ = try folder.file(name, "")
    }
    try FileManager.default.createDirectory(
      atPath: folder.path + "/pages", withIntermediateDirectories: true)
    return folder
  }
}
