internal import Corpus
internal import Files
internal import Framewise

extension Tally {
  /// `5 read = 4 scored + 1 rejected + 0 empty`
  func sentence(_ used: String) -> String {
    var text =
      "\(Wording.grouped(read)) read = \(Wording.grouped(self.used)) \(used) + \(Wording.grouped(rejected)) rejected"
      + " + \(Wording.grouped(empty)) empty"
    if outOfDomain > 0 { text += " + \(Wording.grouped(outOfDomain)) out of domain" }
    if malformedUTF8 > 0 { text += "; \(Wording.grouped(malformedUTF8)) had malformed UTF-8, read as U+FFFD" }
    return text
  }

  /// Says on standard error what was guessed, skipped and rejected.
  func report(_ used: String, reader: RecordReader) {
    for note in reader.notes { Console.note(note) }
    for problem in problems { Console.warning("\(problem) — the record is rejected") }
    if rejected > problems.count {
      Console.warning("and \(Wording.grouped(rejected - problems.count)) more are rejected")
    }
    let readable = self.used + empty + outOfDomain
    if malformedUTF8 > 0, 2 * malformedUTF8 >= readable {
      Console.warning(
        "\(malformedUTF8 == readable ? "every record has" : "most records have") malformed UTF-8: the input is in another "
          + "encoding — convert it, such as with iconv -f WINDOWS-1252 -t UTF-8 FILE > NEWFILE")
    }
    let skipped = reader.skipped
    let parts = [
      (skipped.symbolicLinks, "symbolic link", ""), (skipped.specialFiles, "special file", ""),
      (skipped.unreadable, "unreadable file", ""),
      (skipped.otherFiles, "file", skipped.otherFiles.count == 1 ? " that is no text" : " that are no texts"),
    ].filter { $0.0.count > 0 }.map { group, name, rest in
      let first = group.first.map(\.description).joined(separator: ", ")
      return "\(Wording.counted(group.count, name))\(rest) (\(first)\(group.count > group.first.count ? ", …" : ""))"
    }
    if !parts.isEmpty { Console.warning("skipped: \(parts.joined(separator: ", "))") }
    Console.say(sentence(used))
  }
}
