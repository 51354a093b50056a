import Files
import Testing

@Suite("FilePath")
struct FilePathTests {
  @Test func `Parts of names`() {
    #expect(FilePath("a/b.txt").lastComponent == "b.txt")
    #expect(FilePath("a/b/").lastComponent == "b")
    #expect(FilePath("/").lastComponent == "/")
    #expect(FilePath("a/b.txt").parent == "a")
    #expect(FilePath("b.txt").parent == ".")
    #expect(FilePath("/b").parent == "/")
    #expect(FilePath("a").appending("b") == "a/b")
    #expect(FilePath("a/").appending("b") == "a/b")
    #expect(FilePath(bytes: []).appending("b") == "b")
  }

  @Test func `Extensions`() {
    #expect(FilePath("x/News.JSONL.gz").extensions == ["gz", "jsonl"])
    #expect(FilePath("x.y/none").extensions == [])
    #expect(FilePath(".hidden").extensions == [])
    #expect(FilePath(".hidden.txt").extensions == ["txt"])
  }

  @Test func `Messages hold nothing that moves a terminal`() {
    #expect(TerminalText.escaped("a\u{1B}[2J\u{7}\u{9B}\u{7F}") == "a\\x1B[2J\\x07\\x9B\\x7F")
    #expect(TerminalText.escaped("tab\tline\nreturn\r") == "tab\\tline\\nreturn\\r")
    #expect(TerminalText.escaped("\u{202E}abc\u{200B}\u{FEFF}") == "\\u{202E}abc\\u{200B}\\u{FEFF}")
    #expect(TerminalText.escaped([0x61, 0xFF, 0xC3, 0xA9, 0xC3]) == "a\\xFFé\\xC3")
    #expect(TerminalText.escaped([0xED, 0xA0, 0x80]) == "\\xED\\xA0\\x80")
    #expect(TerminalText.escaped("Zürich 東京 🙂") == "Zürich 東京 🙂")
    #expect(TerminalText.escaped("abcdef", limit: 3) == "abc…")
  }
}
