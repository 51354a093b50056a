import Corpus
import Files
import Foundation
import TestSupport
import Testing

@Suite("JSON lines")
struct JSONLinesTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func read(_ text: String, _ options: ReadingOptions = ReadingOptions()) throws -> [ReadRecord] {
    try scratch.read(text.utf8, as: "in.jsonl", options)
  }

  /// The wording for the second line, behind a sound first one.
  private func problem(_ line: String, _ options: ReadingOptions = ReadingOptions()) throws -> String? {
    let records = try read("{\"text\":\"sound\"}\n\(line)\n{\"text\":\"sound too\"}\n", options)
    #expect(records.count == 3)
    #expect(records.last?.text == "sound too")
    #expect(records.last?.line == 3)
    return records[1].problem?.description
  }

  @Test func `Fields are found, escapes undone, and other members passed over`() throws {
    let line =
      #"{"id":"a1","x":[1,{"y":[]},"]"],"text":"q\"b\\s\/n\nt\tu\u00e9\ud83d\ude00z\u0000!","label":"neutral","weight":2.5,"date":null}"#
    let record = try #require(try read(line).first)
    #expect(record.text == "q\"b\\s/n\nt\tué😀z\0!")
    #expect(record.fields[.id] == "a1")
    #expect(record.fields[.label] == "neutral")
    #expect(record.fields[.weight] == "2.5")
    #expect(record.fields[.date] == nil)
    #expect(record.problem == nil)
  }

  @Test func `Numbers serve as ids and labels as they are written`() throws {
    let record = try #require(try read(#"{"id":123456789012345678901234567890,"label":1,"text":"t"}"#).first)
    #expect(record.fields[.id] == "123456789012345678901234567890")
    #expect(record.fields[.label] == "1")
  }

  @Test func `Line ends, blank lines and byte order marks`() throws {
    let text = "\u{FEFF}{\"text\":\"a\"}\r\n\n  \t\r\n{\"text\":\"b\u{2028}\u{FEFF}\"}\n { \"text\" : \"c\" } "
    let records = try read(text)
    #expect(records.map(\.text) == ["a", "b\u{2028}\u{FEFF}", "c"])
    #expect(records.map(\.line) == [1, 4, 5])
  }

  @Test func `The key of the first record is kept, whatever the case`() throws {
    let records = try read(
      "{\"Body\":\"a\",\"ID\":1}\n{\"Body\":\"b\",\"text\":\"other\"}\n{\"text\":\"c\"}\n{\"body\":\"d\"}\n")
    #expect(records.map(\.text) == ["a", "b", nil, nil])
    #expect(records[2].problem == .missing("Body"))
  }

  @Test func `A better name wins over a lesser one in either order`() throws {
    #expect(try read("{\"body\":null,\"text\":\"t\"}").first?.text == "t")
    #expect(try read("{\"text\":\"t\",\"body\":null}").first?.text == "t")
  }

  @Test func `What was guessed is said`() throws {
    let path = try scratch.write("{\"body\":\"a\",\"frame\":\"x\"}\n".utf8, to: "guess.jsonl")
    let reader = try readAll([.path(path)]).reader
    #expect(reader.notes == ["\(path): text from key 'body', label from key 'frame'"])
    var options = ReadingOptions()
    options.columns = [.text: "body", .label: "frame"]
    #expect(try readAll([.path(path)], options).reader.notes == [])
  }

  @Test func `Keys named by the user are matched exactly`() throws {
    var options = ReadingOptions()
    options.columns = [.text: "words"]
    #expect(try read("{\"words\":\"a\",\"text\":\"b\"}", options).first?.text == "a")
    #expect(try read("{\"Words\":\"a\"}", options).first?.problem == .missing("words"))
  }

  @Test func `Each way of being wrong has its words`() throws {
    #expect(try problem("{}") == "there is no field 'text'")
    #expect(try problem(#"{"text":1}"#) == "the field 'text' is a number, not a string")
    #expect(try problem(#"{"text":null}"#) == "the field 'text' is null, not a string")
    #expect(try problem(#"{"text":["a"]}"#) == "the field 'text' is an array, not a string")
    #expect(try problem(#"{"text":"a","label":{}}"#) == "the field 'label' is an object, not a string")
    #expect(try problem(#"{"text":"a","source":{"name":"x"}}"#) == nil)
    #expect(try problem(#"{"text":"a","text":"b"}"#) == "duplicate key 'text'")
    #expect(try problem(#"{"text":"a","te\u0078t":"b"}"#) == "duplicate key 'text'")
    #expect(try problem("[1]") == "the line is an array, and an object {…} is needed")
    #expect(try problem("12") == "the line is a number, and an object {…} is needed")
    #expect(try problem(#"{"text":"a""#) == "this is not valid JSON: it ends too early (column 12)")
    #expect(try problem(#"{"text":"a"#) == "this is not valid JSON: it ends too early (column 11)")
    #expect(try problem(#"{"text":"a",}"#) == "this is not valid JSON: a key in double quotes is expected (column 13)")
    #expect(try problem(#"{'text':"a"}"#) == "this is not valid JSON: a key in double quotes is expected (column 2)")
    #expect(try problem(#"{"text":NaN}"#) == "this is not valid JSON: a value is expected (column 9)")
    #expect(try problem(#"{"text":"a","n":01}"#).map { $0.hasPrefix("this is not valid JSON") } == true)
    #expect(
      try problem(#"{"text":"\ud800"}"#)
        == "this is not valid JSON: a \\u escape is half of a surrogate pair (column 10)")
    #expect(try problem(#"{"text":"a"} x"#) == "this is not valid JSON: something follows the value (column 14)")
    #expect(
      try problem("{\"text\":\"a\tb\"}")
        == "this is not valid JSON: a control character in a string is not escaped (column 11)")
    #expect(try problem(#"{"text":"a","weight":-1}"#) == "the weight '-1' is not a number from 0 to 1e9")
    #expect(try problem(#"{"text":"a","weight":1e400}"#) == "the weight '1e400' is not a number from 0 to 1e9")
    let label = String(repeating: "l", count: 1025)
    #expect(
      try problem(#"{"text":"a","label":"\#(label)"}"#) == "the label has 1025 bytes, and at most 1024 are allowed")
  }

  @Test func `A field that is not wanted cannot do harm`() throws {
    var options = ReadingOptions()
    options.fields = [.id, .text]
    #expect(try problem(#"{"text":"a","label":{},"weight":"x"}"#, options) == nil)
  }

  @Test func `Nesting is limited and needs no stack`() throws {
    func nested(_ depth: Int) -> String {
      #"{"text":"a","x":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
    }
    #expect(try problem(nested(63)) == nil)
    #expect(try problem(nested(64))?.contains("nested too deeply") == true)
    #expect(try problem(nested(200_000))?.contains("nested too deeply") == true)
    let objects = String(repeating: #"{"a":"#, count: 200_000)
    #expect(try problem(#"{"text":"a","x":"# + objects)?.contains("nested too deeply") == true)
  }

  @Test func `A record over the limit is passed over without being stored`() throws {
    let long = "{\"text\":\"" + String(repeating: "x", count: 5000) + "\"}"
    for size in [1, 7, 64, 1 << 20] {
      for chunk in [1, 100, 1 << 20] {
        var options = pieces(of: size, chunks: chunk)
        options.recordLimit = 1000
        let records = try read("{\"text\":\"a\"}\n\(long)\n{\"text\":\"b\"}\n\(long)", options)
        #expect(records.map(\.text) == ["a", nil, "b", nil])
        #expect(records.map(\.line) == [1, 2, 3, 4])
        #expect(records[1].problem?.description == "the record is longer than 1000 bytes")
        #expect(records[3].problem == .tooLong(limit: 1000))
      }
    }
    var options = ReadingOptions()
    options.recordLimit = long.utf8.count
    #expect(try read(long, options).first?.problem == nil)
    options.recordLimit -= 1
    #expect(try read(long, options).first?.problem != nil)
  }

  @Test func `Random records read as Foundation reads them, in pieces of any size`() throws {
    var random = SeededGenerator(seed: 5)
    let alphabet: [Unicode.Scalar] = [
      "a", "b", " ", "\"", "\\", "/", "\n", "\t", "\u{1}", "é", "東", "😀", "{", "}", ",", ":",
    ]
    for round in 0..<60 {
      var lines: [UInt8] = []
      var expected: [String] = []
      for _ in 0..<Int.random(in: 1...30, using: &random) {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...120, using: &random) {
          scalars.append(alphabet.randomElement(using: &random) ?? "a")
        }
        let text = String(scalars)
        expected.append(text)
        let object: [String: Any] = [
          "text": text, "n": [1.5, true, NSNull(), ["k": text]], "id": "i\(expected.count)",
        ]
        lines += try JSONSerialization.data(withJSONObject: object) + [0x0A]
      }
      let options = pieces(of: Int.random(in: 1...50, using: &random), chunks: Int.random(in: 1...2000, using: &random))
      let records = try scratch.read(lines, as: "in.jsonl", options)
      #expect(records.map(\.text) == expected, "round \(round)")
      #expect(records.allSatisfy { $0.problem == nil && !$0.hadMalformedUTF8 })
      #expect(records.map(\.line) == Array(1...expected.count))
    }
  }

  @Test func `Damaged records are judged as by the tree parser, and cost no other`() throws {
    var random = SeededGenerator(seed: 23)
    let sound = Array(#"{"text":"a \"b\" \u00e9\\","id":[1,-2.5e3,{"k":null}],"x":true}"#.utf8)
    let bytes = Array(#"{}[]",:\utrn019eE+-. "#.utf8) + [0x09, 0x1F, 0x80]
    var stream = Array("{\"text\":\"first\"}\n".utf8)
    var isValid: [Bool] = []
    for _ in 0..<4000 {
      var line = sound
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        let place = Int.random(in: 0..<line.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: line[place] = bytes.randomElement(using: &random) ?? 0
        case 1: line.remove(at: place)
        default: line.insert(bytes.randomElement(using: &random) ?? 0, at: place)
        }
      }
      stream += line + [0x0A]
      let repaired = Array(String(decoding: line, as: UTF8.self).utf8)
      isValid.append((try? JSONValue(parsing: repaired, refusesDuplicateKeys: false)) != nil)
    }
    let records = try scratch.read(stream, as: "in.jsonl", pieces(of: 1000))
    #expect(records.count == isValid.count + 1)
    for (record, isValid) in zip(records.dropFirst(), isValid) {
      var accepted = true
      if case .malformedJSON = record.problem { accepted = false }
      #expect(accepted == isValid, "line \(record.line)")
    }
    #expect(isValid.contains(true) && isValid.contains(false))
  }
}
