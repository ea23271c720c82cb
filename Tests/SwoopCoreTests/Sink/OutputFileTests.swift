import Testing

@testable import SwoopCore

@Suite struct OutputFileTests {
  @Test func `a file that holds something is refused, and kept`() throws {
    let file = TemporaryFile(contents: "precious")
    let error = #expect(throws: OutputError.self) {
      try OutputFile.create(file.path, overwrite: false)
    }
    #expect(error?.isRefusedAsFull == true)
    #expect(file.text == "precious")
  }

  @Test func `a file is replaced where that is asked for`() throws {
    let file = TemporaryFile(contents: "old contents")
    let output = try OutputFile.create(file.path, overwrite: true)
    #expect(file.text == "old contents")
    try output.begin()
    #expect(file.text == "")
    try output.write("new")
    try output.begin()
    #expect(file.text == "new")
    try output.finish()
  }

  @Test(arguments: [nil, ""])
  func `a new file and an empty one are written`(contents: String?) throws {
    let file = TemporaryFile(contents: contents)
    try OutputFile.create(file.path, overwrite: false).write("line\n")
    #expect(file.text == "line\n")
  }

  @Test func `what is no regular file is written to as it is`() throws {
    try OutputFile.create("/dev/null", overwrite: false).write("bytes")
  }

  @Test func `a file that can't be made is an error with its path and cause`() {
    let error = #expect(throws: OutputError.self) {
      try OutputFile.create("/no/such/folder/file", overwrite: false)
    }
    #expect(error?.description == "/no/such/folder/file: No such file or directory")
  }

  @Test func `a file that a run writes to is no other run's`() throws {
    let file = TemporaryFile()
    let first = try OutputFile.create(file.path, overwrite: false)
    for overwrite in [false, true] {
      let error = #expect(throws: OutputError.self) {
        try OutputFile.create(file.path, overwrite: overwrite)
      }
      #expect(error?.description == "\(file.path): another run is writing to it")
    }
    try first.write("line\n")
    #expect(file.text == "line\n")
  }
}

extension OutputFile {
  fileprivate func write(_ text: String) throws {
    try Array(text.utf8).withBytes { bytes throws(OutputError) in try write(bytes) }
  }
}
