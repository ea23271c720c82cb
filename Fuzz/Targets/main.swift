import CLibFuzzer
import Foundation

// swoop-fuzz TARGET [OPTION-OF-LIBFUZZER...] [CORPUS...]; without arguments: the names of the targets.
if CommandLine.argc < 2 {
  for name in FuzzTarget.all.keys.sorted() { print(name) }
  exit(EXIT_SUCCESS)
}
guard FuzzTarget.chosen != nil else { fatalError("no target \(CommandLine.arguments[1])") }

// libFuzzer must not see the target's name: it would be a corpus.
var count = CommandLine.argc - 1
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
CommandLine.unsafeArgv[1] = CommandLine.unsafeArgv[0]
exit(LLVMFuzzerRunDriver(&count, &arguments, testOneInput))

/// Has the name that libFuzzer's own `main`, which is linked in but not used, looks for.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  FuzzTarget.chosen?(Array(UnsafeBufferPointer(start: data, count: count)))
  return 0
}
