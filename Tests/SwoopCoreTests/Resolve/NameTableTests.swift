import Curl
import Locking
import Testing

@testable import SwoopCore

@Suite struct NameTableTests {
  private let now = Instant.now
  private let one = NameTable.Answer.success([IPAddress(v4: 1)])
  private let nothing = NameTable.Answer.failure(FetchError(.dns, "none"))

  @Test func `a name is looked up once, whoever waits for it`() {
    var table = NameTable()
    for _ in 1...3 { table.wait(for: "a", until: now + .seconds(1)) { _ in } }
    table.wait(for: "b", until: now + .seconds(1)) { _ in }
    #expect(table.queued == 2)
    #expect(take(&table) == "a")
    #expect(take(&table) == "b")
    #expect(take(&table) == nil)
    // It is under way: one more does not start it again.
    table.wait(for: "a", until: now + .seconds(1)) { _ in }
    #expect(take(&table) == nil)
    #expect(settle(&table, "a", one) == 4)
    #expect(settle(&table, "a", one) == 0)
    #expect(table.alarm != nil)
    #expect(settle(&table, "b", one) == 1)
    #expect(table.alarm == nil)
  }

  @Test func `answers are kept for their time`() {
    var table = NameTable()
    _ = settle(&table, "a", one)
    _ = settle(&table, "b", nothing)
    #expect(table.answer(for: "a", now: now + .seconds(59)) == one)
    #expect(table.answer(for: "a", now: now + .seconds(60)) == nil)
    #expect(table.answer(for: "b", now: now + .seconds(4)) == nothing)
    #expect(table.answer(for: "b", now: now + .seconds(5)) == nil)
    #expect(table.answer(for: "c", now: now) == nil)
    _ = table.settle("d", one, isLasting: false, now: now)
    #expect(table.answer(for: "d", now: now) == nil)
  }

  @Test func `the oldest answers go, and those that are new again stay`() {
    var table = NameTable(capacity: 2)
    _ = settle(&table, "a", one)
    _ = settle(&table, "b", one)
    _ = table.settle("a", one, isLasting: true, now: now + .seconds(1))
    #expect(table.answer(for: "a", now: now) == one)
    _ = table.settle("c", one, isLasting: true, now: now + .seconds(1))
    #expect(table.answer(for: "b", now: now) == nil)
    #expect(table.answer(for: "a", now: now) == one)
    #expect(table.answer(for: "c", now: now) == one)
  }

  @Test func `who has waited long enough is let go, and the look-up goes on`() {
    var table = NameTable()
    table.wait(for: "a", until: now + .seconds(2)) { _ in }
    table.wait(for: "a", until: now + .seconds(1)) { _ in }
    #expect(table.alarm == now + .seconds(1))
    #expect(expire(&table, now + .milliseconds(999)) == 0)
    #expect(take(&table) == "a")
    #expect(expire(&table, now + .seconds(1)) == 1)
    #expect(table.alarm == now + .seconds(2))
    #expect(expire(&table, now + .seconds(3)) == 1)
    table.wait(for: "a", until: now + .seconds(9)) { _ in }
    #expect(take(&table) == nil)
    #expect(settle(&table, "a", one) == 1)
  }

  @Test func `a name that nobody waits for any more is not looked up`() {
    var table = NameTable()
    table.wait(for: "a", until: now + .seconds(1)) { _ in }
    #expect(expire(&table, now + .seconds(1)) == 1)
    #expect(take(&table) == nil)
    table.wait(for: "a", until: now + .seconds(2)) { _ in }
    #expect(take(&table) == "a")
  }

  @Test func `everyone is let go at the end`() {
    var table = NameTable()
    table.wait(for: "a", until: now + .seconds(1)) { _ in }
    table.wait(for: "b", until: now + .seconds(1)) { _ in }
    #expect(table.endAll().count == 2)
    #expect(take(&table) == nil)
    #expect(table.alarm == nil)
  }

  // Functions, because expectations can't change what they look at.

  private func take(_ table: inout NameTable) -> String? { table.next() }

  private func expire(_ table: inout NameTable, _ now: Instant) -> Int {
    table.expire(now: now).count
  }

  private func settle(_ table: inout NameTable, _ name: String, _ answer: NameTable.Answer) -> Int {
    table.settle(name, answer, isLasting: true, now: now).count
  }
}
