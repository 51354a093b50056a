internal import ArgumentParser

/// An option that is given twice: of two values the parser would take the last without a word.
enum RepeatedOption {
  private static let long = ["-m": "--model", "-o": "--output", "-f": "--format"]
  /// These collect their values.
  private static let collecting: Set = ["--fail-under", "--labelled"]

  /// - Throws: `ValidationError` for the first that is there twice, under its long or its short name.
  static func check(_ arguments: [String]) throws {
    var seen: Set<String> = []
    for argument in arguments.prefix(while: { $0 != "--" }) where argument.hasPrefix("-") && argument.count > 1 {
      let name = String(argument.prefix { $0 != "=" })
      guard name.hasPrefix("--") || long[name] != nil || name == "-n" else { continue }
      let option = long[name] ?? name
      if !collecting.contains(option), !seen.insert(option).inserted {
        throw ValidationError("\(option) is given twice; give it once.")
      }
    }
  }
}
