import Foundation

@testable import SwoopCore

/// A file and what is asked of it, as Scripts/compare-robots writes it.
struct Question: Decodable {
  let file: String
  let agent: String
  /// As they stand in URLs.
  let paths: [String]
}

struct Answer: Encodable {
  let allowed: [Bool]
  /// Seconds; 0: none.
  let delay: Double
}

// A question a line on standard input, its answer on standard output.
let (decoder, encoder) = (JSONDecoder(), JSONEncoder())
while let line = readLine() {
  let question = try decoder.decode(Question.self, from: Data(line.utf8))
  let rules = RobotsRules(
    parsing: Array(question.file.utf8), for: try RobotsAgent(question.agent))
  let answer = Answer(
    allowed: question.paths.map { rules.refusal(of: RobotsPath(path: Array($0.utf8)[...])) == nil },
    delay: (rules.crawlDelay ?? .zero) / .seconds(1))
  // Not print, which would keep it until there is more.
  try FileHandle.standardOutput.write(contentsOf: encoder.encode(answer) + [0x0A])
}
