/// A sentence in which names from outside are marked, so that a name in another direction of writing cannot
/// rearrange the sentence around it.
struct Prose: ExpressibleByStringInterpolation {
  struct StringInterpolation: StringInterpolationProtocol {
    var pieces: [(text: String, isName: Bool)] = []

    init(literalCapacity: Int, interpolationCount: Int) {}
    mutating func appendLiteral(_ literal: String) { pieces.append((literal, false)) }
    mutating func appendInterpolation(_ text: String) { pieces.append((text, false)) }
    mutating func appendInterpolation(_ count: Int) { pieces.append((NumberText.count(count), false)) }
    mutating func appendInterpolation(_ prose: Prose) { pieces += prose.pieces }
    mutating func appendInterpolation(name: String) { pieces.append((name, true)) }
  }

  private(set) var pieces: [(text: String, isName: Bool)]

  init(stringLiteral text: String) { pieces = [(text, false)] }
  init(_ text: String) { pieces = [(text, false)] }
  init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.pieces }
  private init(pieces: [(text: String, isName: Bool)]) { self.pieces = pieces }

  static func + (first: Prose, second: Prose) -> Prose { Prose(pieces: first.pieces + second.pieces) }
  static func += (first: inout Prose, second: Prose) { first.pieces += second.pieces }

  /// Names in quotes, with commas between and "and" before the last.
  static func list(_ names: [String]) -> Prose {
    var result: Prose = ""
    for (number, name) in names.enumerated() {
      if number > 0 { result += number == names.count - 1 ? " and " : ", " }
      result += "‘\(name: name)’"
    }
    return result
  }

  /// The sentence without marks, for attributes and titles.
  var plain: String { pieces.map(\.text).joined() }
}

extension Markup {
  mutating func prose(_ prose: Prose) {
    for piece in prose.pieces {
      if piece.isName { name(piece.text) } else { text(piece.text) }
    }
  }

  mutating func paragraph(_ prose: Prose, _ classes: String? = nil) {
    element("p", classes.map { [.style($0)] } ?? []) { $0.prose(prose) }
  }
}
