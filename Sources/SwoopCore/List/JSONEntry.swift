#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An entry written as a JSON object; members that are not known are left to their owners.
struct JSONEntry {
  let url: String
  private let members: Members

  private struct Members: Decodable {
    var url: String?
    var method: String?
    var headers: [String: OneOrMore]?
    var body: String?
    var path: String?
    var sha256: String?
  }

  /// A header's value, or several of the same name.
  private struct OneOrMore: Decodable {
    let values: [String]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let one = try? container.decode(String.self) {
        values = [one]
      } else {
        values = try container.decode([String].self)
      }
    }
  }

  init(_ text: String) throws(InvalidRequest) {
    do {
      members = try JSONDecoder().decode(Members.self, from: Data(text.utf8))
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context)
    {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw InvalidRequest(reason: "the JSON member \"\(path)\" is not of the type it must have")
    } catch {
      throw InvalidRequest(reason: "the line begins like a JSON object but is none")
    }
    guard let url = members.url else {
      throw InvalidRequest(reason: "the JSON object has no \"url\"")
    }
    self.url = url
  }

  /// - Throws: `InvalidRequest` when a member can't be sent.
  var request: Request {
    get throws(InvalidRequest) {
      var headers: [HeaderField] = []
      for (name, field) in (members.headers ?? [:]).sorted(by: { $0.key < $1.key }) {
        for value in field.values { headers.append(try HeaderField(name: name, value: value)) }
      }
      var request = Request(
        url, method: members.method, headers: headers, body: members.body.map { Array($0.utf8) },
        sha256: members.sha256)
      request.path = members.path
      return request
    }
  }
}
