import Corpus
import Files
import TestSupport
import Testing

@Suite("CSV and TSV")
struct TableTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func read(_ text: String, as name: String = "in.csv", _ options: ReadingOptions = ReadingOptions()) throws
    -> [ReadRecord]
  {
    try scratch.read(text.utf8, as: name, options)
  }

  private func failure(_ text: String, _ options: ReadingOptions = ReadingOptions()) -> String? {
    do {
      _ = try read(text, as: "in.csv", options)
      return nil
    } catch {
      let text = String(describing: error)
      return text.split(separator: "/").last.map(String.init)
    }
  }

  @Test func `Columns are found by name, and what was guessed is said`() throws {
    let path = try scratch.write("ID,Article,Frame,other\n1,\"a,b\",x,9\n".utf8, to: "in.csv")
    let (records, reader) = try readAll([.path(path)])
    #expect(records.first?.fields == [.id: "1", .text: "a,b", .label: "x"])
    #expect(records.first?.line == 2)
    let said = ["\(path): text from column 'Article', label from column 'Frame', id from column 'ID'"]
    #expect(reader.notes == said)
  }

  @Test func `Line ends of every kind`() throws {
    for end in ["\n", "\r\n", "\r"] {
      let text = ["text,id", "a,1", "\"b\(end)c\",2", "", "d,3"].joined(separator: end)
      for tail in ["", end] {
        let records = try read("\u{FEFF}" + text + tail)
        #expect(records.map(\.text) == ["a", "b\(end)c", "d"])
        #expect(records.map(\.line) == [2, 3, 6])
        #expect(records.map { $0.fields[.id] } == ["1", "2", "3"])
      }
    }
    #expect(try read("text,id\na\rb,1\n").first?.text == "a\rb")
  }

  @Test func `Tabs separate TSV, and any character on demand`() throws {
    #expect(try read("text\tid\na,\"b\t1\n", as: "in.tsv").first?.problem != nil)
    #expect(try read("text\tid\n\"a\tb\"\t1\n", as: "in.tsv").first?.text == "a\tb")
    var options = ReadingOptions()
    options.delimiter = 0x3B
    #expect(try read("text;id\n\"a;b\";1\n", as: "in.csv", options).first?.text == "a;b")
  }

  @Test func `Each way of being wrong has its words, and costs one record`() throws {
    func problem(_ record: String) throws -> String? {
      let records = try read("id,text\n1,sound\n\(record)\n3,sound too\n")
      #expect(records.count == 3)
      #expect(records.first?.text == "sound")
      #expect(records.last?.text == "sound too")
      return records[1].problem?.description
    }
    #expect(try problem("2") == "the record has 1 field, and the header has 2")
    #expect(try problem("2,a,b") == "the record has 3 fields, and the header has 2")
    #expect(
      try problem("2,a \"b\" c")
        == "a quote inside an unquoted field (line 3, column 5); enclose the field in quotes and double it")
    #expect(
      try problem("2,\"a\nb\"c")
        == "text after a closing quote (line 4, column 3); a quote inside a quoted field is doubled")
    #expect(try problem("2,\"a\" ") != nil)
  }

  @Test func `A quote that does not close is named by its line and costs one record`() throws {
    for size in [1, 5, 1000] {
      let records = try read("id,text\n1,\"a\nb\"\n2,\"never closed\n3,c\n4,d", as: "in.csv", pieces(of: size))
      #expect(records.map(\.text) == ["a\nb", nil, "c", "d"])
      #expect(records.map(\.line) == [2, 4, 5, 6])
      #expect(records[1].problem?.description == "the quote that opens in line 4 is not closed")
    }
    #expect(try read("id,text\n1,\"").map(\.problem) == [.unterminatedQuote(openedInLine: 2)])
  }

  @Test func `Records over the limit are judged alike in pieces of any size`() throws {
    let long = String(repeating: "x", count: 300)
    let lines = String(repeating: "y\n", count: 150)
    let text = "id,text\n1,a\n2,\"\(long)\"\n3,b\n4,\(long)\n5,c\n6,\"\(lines)\"\n7,d\n8,\"\(long)"
    var results: [[ReadRecord]] = []
    for size in [1, 2, 3, 10, 64, 1 << 16] {
      for chunk in [1, 50, 500, 1 << 16] {
        var options = pieces(of: size, chunks: chunk)
        options.recordLimit = 200
        results.append(try read(text, as: "in.csv", options))
      }
    }
    for result in results.dropFirst() { #expect(result == results[0]) }
    // The end of the long sixth record looks like the beginning of a field, and takes the seventh with it.
    #expect(results[0].filter { $0.problem == nil }.map(\.text) == ["a", "b", "c"])
  }

  @Test func `Headers that will not do`() {
    #expect(
      failure("id,label\n1,x\n")
        == "in.csv:1: no column holds the text — name it with --text; columns found: 'id', 'label'")
    #expect(
      failure("text,id,text\n") == "in.csv:1: the column 'text' occurs twice — columns found: 'text', 'id', 'text'")
    #expect(failure("id;text\n1;a\n") == "in.csv:1: one column found; did you mean --delimiter ';'?")
    #expect(failure("\ntext\n") == "in.csv:1: the header line is empty — the first line must name the columns")
    #expect(failure("te\"xt\n")?.hasPrefix("in.csv:1: the header cannot be read: a quote inside") == true)
    #expect(
      failure("text,\"label\n1,2\n")
        == "in.csv:1: the header cannot be read: the quote that opens in line 1 is not closed")
    var options = ReadingOptions()
    options.columns = [.label: "lable"]
    #expect(
      failure("text,label\n", options)
        == "in.csv:1: unknown column 'lable'. Did you mean 'label'? Columns found: 'text', 'label'")
  }

  @Test func `One column, many columns, unnamed columns, no records`() throws {
    #expect(try read("text\na\n\"\"\n").map(\.text) == ["a", ""])
    let wide = "text" + (1..<100_000).map { ",c\($0)" }.joined()
    let row = "a" + String(repeating: ",", count: 99_999)
    #expect(try read(wide + "\n" + row + "\n").map(\.text) == ["a"])
    #expect(try read(",text,\n0,a,b\n").map(\.text) == ["a"])
    #expect(try read("text,id\n") == [])
    #expect(try read("text,id") == [])
    #expect(try read("") == [])
  }

  // MARK: - A naive reader to compare with

  /// The grammar byte by byte: rows of fields, or nil for a row with a quote out of place.
  private func naive(_ bytes: [UInt8]) -> [[[UInt8]]?] {
    var rows: [[[UInt8]]?] = []
    var row: [[UInt8]] = []
    var field: [UInt8] = []
    var isSound = true
    var index = 0
    var atFieldStart = true
    var atRowStart = true
    while index < bytes.count {
      let byte = bytes[index]
      if atFieldStart, byte == 0x22 {
        index += 1
        while bytes[index] != 0x22 || (index + 1 < bytes.count && bytes[index + 1] == 0x22) {
          if bytes[index] == 0x22 { index += 1 }
          field.append(bytes[index])
          index += 1
        }
        index += 1
        let isReturn = index + 1 < bytes.count && bytes[index] == 0x0D && bytes[index + 1] == 0x0A
        if isReturn { index += 1 }
        if index < bytes.count, bytes[index] != 0x2C, bytes[index] != 0x0A { isSound = false }
        atFieldStart = false
        atRowStart = false
        continue
      }
      index += 1
      switch byte {
      case 0x2C:
        row.append(field)
        field = []
        atFieldStart = true
        atRowStart = false
      case 0x0A:
        let isBlank = atRowStart && (field.isEmpty || field == [0x0D])
        let wasQuoted = index >= 2 && (bytes[index - 2] == 0x22 || (index >= 3 && bytes[index - 3] == 0x22))
        if field.last == 0x0D, !wasQuoted { field.removeLast() }
        row.append(field)
        if !isBlank { rows.append(isSound ? row : nil) }
        row = []
        field = []
        isSound = true
        atFieldStart = true
        atRowStart = true
      default:
        if byte == 0x22 { isSound = false }
        field.append(byte)
        atFieldStart = false
      }
    }
    return rows
  }

  @Test func `Random tables read as by the naive reader, in pieces of any size`() throws {
    var random = SeededGenerator(seed: 99)
    for round in 0..<400 {
      var body: [UInt8] = []
      for _ in 0..<Int.random(in: 1...20, using: &random) {
        for column in 0..<Int.random(in: 1...3, using: &random) {
          if column > 0 { body.append(0x2C) }
          let content = (0..<Int.random(in: 0...12, using: &random)).map { _ in
            Array("abc ".utf8).randomElement(using: &random) ?? 0x61
          }
          switch Int.random(in: 0..<8, using: &random) {
          case 0: body += [0x61] + content + [0x22] + content
          case 1, 2, 3: body += [0x22] + content + Array("\"\",\n".utf8) + content + [0x22]
          case 4: body += [0x22] + content + [0x22] + Array("x".utf8)
          default: body += content
          }
        }
        body += Bool.random(using: &random) ? [0x0A] : [0x0D, 0x0A]
      }
      let expected = naive(body).map { row -> [String]? in
        guard let row, row.count == 2 else { return nil }
        return row.map { String(decoding: $0, as: UTF8.self) }
      }
      let options = pieces(of: Int.random(in: 1...40, using: &random), chunks: Int.random(in: 1...200, using: &random))
      let records = try scratch.read(Array("text,source\n".utf8) + body, as: "in.csv", options)
      let found = records.map { record -> [String]? in
        record.problem == nil ? [record.fields[.text] ?? "", record.fields[.source] ?? ""] : nil
      }
      #expect(found == expected, "round \(round)")
    }
  }
}
