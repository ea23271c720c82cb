import Curl
import Foundation
import Origin
import Testing

@Suite struct RawFaultTests {
  @Test(arguments: FiniteFault.all)
  func `a fault puts its bytes on the wire and ends as it is due`(fault: FiniteFault) async throws {
    try await Origin.withOrigin { origin in
      let wire = try Wire(origin)
      try wire.ask("/fault/\(fault.name)")
      #expect(try wire.read(fault.bytes.count) == fault.bytes)
      #expect(origin.inFlight() == (fault.ending == .silent ? 1 : 0))
      try expectEnd(fault.ending, of: wire)
      #expect(origin.requests() == (fault.ending == .kept ? 2 : 1))
      try expectService(origin)
    }
  }

  @Test(arguments: EndlessFault.all)
  func `an endless fault goes on until the client leaves`(fault: EndlessFault) async throws {
    try await Origin.withOrigin { origin in
      var wire: Wire? = try Wire(origin)
      try wire?.ask("/fault/\(fault.name)")
      try expectService(origin)
      let repeated = [UInt8](
        String(repeating: fault.unit, count: 100_000 / fault.unit.utf8.count).utf8)
      let due = Array(fault.opening.utf8) + repeated
      #expect(try wire?.read(due.count) == due)
      try expectService(origin)
      #expect(origin.inFlight() == 1)
      wire = nil
      #expect(await eventually { origin.openConnections() == 0 })
      #expect(origin.inFlight() == 0)
      try expectService(origin)
      #expect(origin.requests() == 4)
    }
  }

  @Test(arguments: ["silent-after-headers", "close-after-response?ms=3600000", "close-when-reused"])
  func `a connection that waits ends when the client leaves`(name: String) async throws {
    try await Origin.withOrigin { origin in
      var wire: Wire? = try Wire(origin)
      try wire?.ask("/fault/\(name)")
      #expect(try wire?.read(10).count == 10)
      #expect(origin.openConnections() == 1)
      wire = nil
      #expect(await eventually { origin.openConnections() == 0 })
      #expect(origin.inFlight() == 0)
    }
  }

  @Test func `a connection is closed when it is used again`() async throws {
    try await Origin.withOrigin { origin in
      let wire = try Wire(origin)
      try wire.ask("/fault/close-when-reused")
      #expect(try wire.read(FiniteFault.ok.utf8.count) == Array(FiniteFault.ok.utf8))
      try wire.ask("/fault/close-when-reused")
      let (bytes, end) = try wire.readToEnd()
      #expect(bytes == [])
      #expect(end == .closed)
      #expect(origin.inFlight() == 0)
      #expect(origin.requests() == 2)
    }
  }

  @Test func `what a redirect leads to answers`() async throws {
    try await Origin.withOrigin { origin in
      for query in ["a%20b", "a%1B[31mb", String(repeating: "x", count: 10240)] {
        let answer = try Answer(origin.url("/bytes/5?\(query)"))
        #expect(answer.status == 200)
        #expect(answer.body.count == 5)
      }
    }
  }

  @Test func `a gzip stream is cut or followed by garbage`() async throws {
    try await Origin.withOrigin { origin in
      let stream = try Answer(origin.url("/gzip/1000")).body
      let half = try Answer(origin.url("/fault/gzip-truncated"))
      #expect(half.code == .ok)
      #expect(half.body == Array(stream.prefix(stream.count / 2)))
      let trailing = try Answer(origin.url("/fault/gzip-trailing"))
      #expect(trailing.body == stream + Array("garbage".utf8))
      let wire = try Wire(origin)
      try wire.ask("/fault/encoding-stacked", method: "HEAD")
      let names = [String](repeating: "gzip", count: 20).joined(separator: ", ")
      let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: \(names)\r\n"
      #expect(try wire.read(head.utf8.count) == Array(head.utf8))
    }
  }

  @Test(arguments: [0, 1, 2, 3, 258, 259, 260, 516, 517, 4129, 1_000_000])
  func `a run of letters is proper gzip`(count: Int) async throws {
    try await Origin.withOrigin { origin in
      let answer = try Answer(origin.url("/gzip/\(count)"), decodes: true)
      #expect(answer.code == .ok)
      #expect(answer.body == [UInt8](repeating: UInt8(ascii: "a"), count: count))
    }
  }

  @Test func `a bomb is a thousand times as large as it looks`() async throws {
    try await Origin.withOrigin { origin in
      let url = origin.url("/fault/gzip-bomb?bytes=40M")
      let compressed = try Answer(url)
      #expect(compressed.code == .ok)
      #expect(compressed.body.count * 1000 < 40 << 20)
      #expect(try Answer(url, decodes: true).body.count == 40 << 20)
    }
  }

  @Test(arguments: [
    ("/fault", 404), ("/fault/", 404), ("/fault/no-such-fault", 404), ("/fault/http09/1", 404),
    ("/fault/interim-then-ok?n=10001", 400), ("/fault/gzip-bomb?bytes=x", 400),
    ("/fault/close-after-response?ms=-1", 400),
  ])
  func `what is no fault is refused`(path: String, status: Int) async throws {
    try await Origin.withOrigin { origin in
      let answer = try Answer(origin.url(path))
      #expect(answer.status == status)
    }
  }

  @Test func `every fault is listed and tested`() async throws {
    try await Origin.withOrigin { origin in
      let index = String(decoding: try Answer(origin.url("/")).body, as: UTF8.self)
      let listed = index.matches(of: /\/fault\/([a-z0-9-]+)/).map { String($0.1) }
      let others = [
        "close-when-reused", "gzip-truncated", "gzip-trailing", "gzip-bomb", "encoding-stacked",
      ]
      let names = FiniteFault.all.map(\.name) + EndlessFault.all.map(\.name) + others
      let tested = Set(names.map { String($0.prefix { $0 != "?" }) })
      #expect(Set(listed) == tested)
      #expect(listed.count == tested.count)
    }
  }

  private func expectEnd(_ ending: FiniteFault.Ending, of wire: Wire) throws {
    switch ending {
    case .silent: break
    case .kept:
      try wire.ask("/healthz")
      #expect(try wire.read(FiniteFault.ok.utf8.count) == Array(FiniteFault.ok.utf8))
    case .closed, .reset:
      let (bytes, end) = try wire.readToEnd()
      #expect(bytes == [])
      #expect(end == (ending == .closed ? .closed : .reset))
    }
  }

  private func expectService(_ origin: Origin) throws {
    #expect(try Answer(origin.url("/healthz")).status == 200)
  }
}
