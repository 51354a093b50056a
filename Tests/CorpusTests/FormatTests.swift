import Corpus
import Files
import Foundation
import Testing

@Suite("Formats and folders")
struct FormatTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func failure(_ content: some Sequence<UInt8>, as name: String) throws -> String? {
    let path = try scratch.write(content, to: name)
    do {
      _ = try readAll([.path(path)])
      return nil
    } catch let error as CorpusError {
      return error.description.replacingOccurrences(of: path.description, with: "FILE")
    }
  }

  // MARK: - By content

  @Test(arguments: [
    ("{\"text\":\"a\"}\n", "JSON lines"), ("__label__x a\n", "fastText lines"), ("id,text\n1,a\n", "CSV"),
    ("id\ttext\n1\ta\n", "TSV"), ("\"Text\",id\na,1\n", "CSV"), ("Just words, and more.\n", "one plain text"),
    ("[1] A note.", "one plain text"),
  ])
  func `The first bytes tell what an unknown name holds`(content: String, title: String) throws {
    let path = try scratch.write(content.utf8, to: "unknown")
    let (records, reader) = try readAll([.path(path)])
    #expect(records.count == 1)
    #expect(records.first?.problem == nil)
    #expect(reader.notes.first == "\(path): read as \(title), by its first bytes")
  }

  @Test func `Names decide before content does`() throws {
    let json = "{\"text\":\"a\"}"
    #expect(try scratch.read(json.utf8, as: "a.txt").first?.text == json)
    #expect(try scratch.read(json.utf8, as: "a.NDJSON").first?.text == "a")
    #expect(try scratch.read("__label__x a b\r\n\n__label__y c\n".utf8, as: "a.txt").map(\.text) == ["a b", "c"])
    var options = ReadingOptions()
    options.format = .text
    #expect(try scratch.read(json.utf8, as: "a.jsonl", options).first?.text == json)
  }

  @Test func `What cannot be read is refused with a remedy`() throws {
    #expect(
      try failure("[\n{\"text\":\"a\"}]".utf8, as: "a.json")
        == "FILE: this is a JSON array, not JSON lines — convert it with: jq -c '.[]' FILE > FILE.jsonl")
    #expect(try failure(" [{\"text\":\"a\"}]".utf8, as: "unknown")?.contains("JSON array") == true)
    #expect(
      try failure("{\n \"text\": \"a\"\n}\n".utf8, as: "a.jsonl")
        == "FILE: this is JSON spread over several lines, not JSON lines — convert it with: jq -c . FILE > FILE.jsonl")
    let utf16 = "FILE: this looks like UTF-16; convert with: iconv -f UTF-16 -t UTF-8 FILE"
    #expect(try failure([0xFF, 0xFE, 0x61, 0], as: "a.txt") == utf16)
    #expect(try failure([0xFE, 0xFF, 0, 0x61], as: "a.csv") == utf16)
    #expect(try failure([0, 0, 0xFE, 0xFF, 0, 0, 0, 0x61], as: "a.csv") == utf16)
    #expect(try failure("some words".utf16.flatMap { [UInt8($0), 0] }, as: "a.txt") == utf16)
    #expect(
      try failure("PK\u{3}\u{4}rest".utf8, as: "a.xlsx")
        == "FILE: a zip archive (or a Word or Excel file) is not supported — unpack or convert it to JSON lines, "
        + "CSV or plain text first")
    #expect(try failure([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], as: "a.xz")?.contains("xz compression") == true)
    #expect(try failure([0x28, 0xB5, 0x2F, 0xFD], as: "a.zst")?.contains("zstd compression") == true)
    #expect(try failure("%PDF-1.7".utf8, as: "a.pdf")?.contains("PDF") == true)
    let tar = [UInt8](repeating: 0x61, count: 257) + Array("ustar\0".utf8)
    #expect(try failure(tar, as: "a.tar")?.contains("a tar archive") == true)
  }

  // MARK: - Plain texts

  @Test func `A text is one record with its name as id`() throws {
    let path = try scratch.write("\u{FEFF}one\r\ntwo\0three".utf8, to: "article.md")
    let records = try readAll([.path(path)], pieces(of: 1)).records
    #expect(records.count == 1)
    #expect(records.first?.text == "one\r\ntwo\0three")
    #expect(records.first?.fields[.id] == String(decoding: path.bytes, as: UTF8.self))
    #expect(try scratch.read([], as: "empty.txt").map(\.text) == [""])
    #expect(try scratch.read([], as: "empty") == [])
    var options = ReadingOptions()
    options.recordLimit = 10
    #expect(try scratch.read("12345678901".utf8, as: "long.txt", options).first?.problem == .tooLong(limit: 10))
    #expect(try scratch.read("1234567890".utf8, as: "long.txt", options).first?.problem == nil)
  }

  @Test func `fastText lines`() throws {
    let records = try scratch.read(
      "__label__a one\r\n\n  \nno label\n__label__a __label__b two\n__label__c\n".utf8, as: "a.ft")
    #expect(records.map(\.text) == ["one", "no label", "two", ""])
    #expect(records.map { $0.fields[.label] } == ["a", nil, "a", "c"])
    #expect(records.map(\.line) == [1, 4, 5, 6])
    #expect(records[2].problem?.description == "the line has 2 labels, and one is needed")
  }

  // MARK: - Folders

  private func folder() throws -> FilePath {
    try scratch.write("first".utf8, to: "texts/b/1.txt")
    try scratch.write("second".utf8, to: "texts/a/2.md")
    try scratch.write("\u{FEFF}third".utf8, to: "texts/a/deep/1.txt")
    try scratch.write("{}".utf8, to: "texts/a/other.jsonl")
    try scratch.write("hidden".utf8, to: "texts/a/.hidden.txt")
    return FilePath(scratch.url.appendingPathComponent("texts").path)
  }

  @Test func `A folder gives one record a text, in the order of the bytes of the names`() throws {
    let path = try folder()
    for chunk in [1, 1 << 20] {
      let (records, reader) = try readAll([.path(path)], pieces(of: 3, chunks: chunk))
      #expect(records.map(\.text) == ["second", "third", "first"])
      #expect(records.map { $0.fields[.id] } == ["a/2.md", "a/deep/1.txt", "b/1.txt"])
      #expect(records.map { $0.fields[.label] } == [nil, nil, nil])
      #expect(reader.skipped.otherFiles.count == 2)
    }
  }

  @Test func `Folder names are labels on demand, if all texts lie in folders`() throws {
    let path = try folder()
    var options = ReadingOptions()
    options.takesLabelsFromFolders = true
    #expect(try readAll([.path(path)], options).records.map { $0.fields[.label] } == ["a", "a", "b"])
    try scratch.write("loose".utf8, to: "texts/loose.txt")
    let (records, reader) = try readAll([.path(path)], options)
    #expect(records.allSatisfy { $0.fields[.label] == nil })
    #expect(reader.notes.count == 1)
  }

  @Test func `A text that is none is one rejected record of a folder`() throws {
    let path = try folder()
    try scratch.write([0xFF, 0xFE, 0x61, 0x00], to: "texts/c.txt")
    let records = try readAll([.path(path)]).records
    #expect(records.count == 4)
    #expect(records.last?.problem?.description.contains("UTF-16") == true)
    #expect(records.last?.fields[.id] == "c.txt")
  }

  @Test func `A damaged file of a folder is one rejected record between the others`() throws {
    let path = try folder()
    let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    // A stored block that promises more than follows.
    try scratch.write(header + [1, 0x00, 0x10, 0xFF, 0xEF] + Array("cut".utf8), to: "texts/a/3.txt.gz")
    try scratch.write(header + [7, 7, 7], to: "texts/b/0.txt")
    for chunk in [1, 1 << 20] {
      let (records, reader) = try readAll([.path(path)], pieces(of: 5, chunks: chunk))
      #expect(records.map { $0.fields[.id] } == ["a/2.md", "a/3.txt.gz", "a/deep/1.txt", "b/0.txt", "b/1.txt"])
      #expect(records.map(\.text) == ["second", nil, "third", nil, "first"])
      #expect(records[1].problem?.description == "the gzip data ends too early — fetch the file again")
      #expect(records[3].problem?.description == "the gzip data is damaged — fetch the file again")
      #expect(reader.skipped.unreadable.count == 0)
    }
  }

  @Test func `Strict reading rejects what must be repaired and passes over nothing`() throws {
    let path = try folder()
    var options = ReadingOptions()
    options.isStrict = true
    #expect(try readAll([.path(path)], options).records.allSatisfy { $0.problem == nil })
    try scratch.write([0x61, 0xFF], to: "texts/b/2.txt")
    #expect(try readAll([.path(path)], options).records.last?.problem == .malformedUTF8)
    #expect(try readAll([.path(path)]).records.last?.text == "a\u{FFFD}")
    for (content, name) in [
      ("{\"text\":\"a\u{0}\"}", "a.jsonl"), ("text\na\u{0}\n", "a.csv"), ("__label__x a\u{0}", "a.ft"),
    ] {
      let bytes = content.utf8.map { $0 == 0 ? 0xE2 : $0 }
      #expect(try scratch.read(bytes, as: name, options).map(\.problem) == [.malformedUTF8], "\(name)")
    }
    let link = path.appending("link.txt")
    try FileManager.default.createSymbolicLink(atPath: link.description, withDestinationPath: "b/1.txt")
    #expect(throws: CorpusError.skipped(link)) { try readAll([.path(path)], options) }
  }

  // MARK: - Named columns

  @Test func `A column that is named must be in some record, and need not be in the first`() throws {
    var options = ReadingOptions()
    options.columns[.group] = "story"
    func check(_ content: String, _ name: String = "a.jsonl") throws -> CorpusError? {
      let reader = try readAll([.path(scratch.write(content.utf8, to: name))], options).reader
      do throws(CorpusError) { try reader.checkNamedColumns() } catch { return error }
      return nil
    }
    let line = #"{"text":"a","stroy":"b"}"# + "\n"
    let absent = try #require(try check(line + line))
    #expect(
      absent.description.hasSuffix(
        "no record has the group 'story'. Did you mean 'stroy'? The first record has 'text', 'stroy'"))
    #expect(try check(line + #"{"text":"a","story":"b"}"#) == nil)
    #expect(try check(line + #"{"text":"a","story":null}"#) == nil)
    #expect(try check("") == nil)
    #expect(try check("text,story\na,b\n", "a.csv") == nil)
    #expect(try check("__label__x a\n", "a.ft") == nil)
    #expect(throws: CorpusError.self) { try check("text,stroy\na,b\n", "a.csv") }
  }

  // MARK: - What is an input

  @Test func `A file is an input by itself, through links, and in a folder that reads it`() throws {
    let path = try folder()
    try FileManager.default.createSymbolicLink(
      atPath: scratch.url.path + "/link", withDestinationPath: "texts/a/2.md")
    try FileManager.default.createSymbolicLink(atPath: scratch.url.path + "/all", withDestinationPath: "texts")
    let root = FilePath(scratch.url.path)
    let whole = RecordReader.Input.path(path)
    for name in ["texts/a/2.md", "texts/./b/../b/1.txt", "link", "all/a/deep/1.txt"] as [FilePath] {
      #expect(whole.reads(root.appending(name)), "\(name)")
      #expect(RecordReader.Input.path(root.appending("all")).reads(root.appending(name)), "\(name)")
    }
    for name in ["texts/a/other.jsonl", "texts/a/.hidden.txt", "texts/a/new.txt", "texts"] as [FilePath] {
      #expect(!whole.reads(root.appending(name)), "\(name)")
    }
    #expect(RecordReader.Input.path(root.appending("link")).reads(root.appending("texts/a/2.md")))
    // A folder whose name begins alike is another.
    try scratch.write("other".utf8, to: "texts2/a.txt")
    #expect(!whole.reads(root.appending("texts2/a.txt")))
  }

  // MARK: - Several inputs, and faults

  @Test func `Inputs are read in order, and numbered`() throws {
    let first = try scratch.write("{\"text\":\"a\"}\n{\"text\":\"b\"}".utf8, to: "1.jsonl")
    let second = try scratch.write("text\nc\n".utf8, to: "2.csv")
    let reader = try RecordReader([.path(first), .path(second), .path(first)])
    var chunk = RawChunk()
    var seen: [(Int, String?)] = []
    while try reader.next(into: &chunk) {
      var batch = RecordBatch()
      chunk.decode(into: &batch)
      seen += batch.records.map { (batch.input, batch.string(.text, of: $0)) }
    }
    #expect(seen.map(\.0) == [0, 0, 1, 2, 2])
    #expect(seen.map(\.1) == ["a", "b", "c", "a", "b"])
  }

  @Test func `A file that is not there is an error when its turn comes, and the next follows`() throws {
    let path = try scratch.write("{\"text\":\"a\"}".utf8, to: "1.jsonl")
    let reader = try RecordReader([.path("/nonexistent"), .path(path)])
    var chunk = RawChunk()
    #expect(throws: CorpusError.file(.system(.open, "/nonexistent", code: ENOENT))) { try reader.next(into: &chunk) }
    #expect(try reader.next(into: &chunk))
    #expect(try !reader.next(into: &chunk))
  }

  @Test func `Damaged gzip gives the records before the fault, and then the fault`() throws {
    let lines = Array("{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"cut".utf8)
    // A member with one stored block that promises more than follows.
    let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    let path = try scratch.write(header + [1, 0x00, 0x10, 0xFF, 0xEF] + lines, to: "cut.jsonl")
    for size in [1, 7, 1 << 20] {
      let reader = try RecordReader([.path(path)], options: pieces(of: size, chunks: 1 << 10))
      var chunk = RawChunk()
      #expect(try reader.next(into: &chunk))
      var batch = RecordBatch()
      chunk.decode(into: &batch)
      #expect(batch.records.count == 2)
      #expect(throws: CorpusError.file(.damagedGzip(path, .truncated))) { try reader.next(into: &chunk) }
      #expect(try !reader.next(into: &chunk))
      #expect(reader.notes.first == "\(path): this is gzip, though its name does not say so")
    }
  }

  @Test func `Options that make no sense are refused`() {
    var options = ReadingOptions()
    options.delimiter = 0x22
    #expect(throws: CorpusError.self) { try RecordReader([], options: options) }
    options = ReadingOptions()
    options.readSize = 0
    #expect(throws: CorpusError.self) { try RecordReader([], options: options) }
  }
}
